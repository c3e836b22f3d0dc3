import pytest
from tests.functional.test_imports import *
from models.imports import ImportRow
from app.imports import reading
@pytest.mark.parametrize("bad",[1e300,float("nan"),float("inf"),-5,"\x00x","=1+1","9"*40,10**15,2**31,2**63])
def test_bad(session,chamber,analyst,tools,monkeypatch,bad):
    rows=monitoring(chamber); r=list(rows[1]); r[7]=bad; r[11]=bad; r[9]=bad
    real=reading.read
    import dataclasses
    def read(d,s):
        f=real(d,s); rr=[list(x) for x in f.rows]; rr[1][7]=bad; rr[1][0]="Куспан А."+(bad if isinstance(bad,str) else ""); rr[1][4]=bad; rr[1][9]=bad
        return dataclasses.replace(f,rows=tuple(tuple(x) for x in rr))
    monkeypatch.setattr(reading,"read",read)
    row=bring(session,analyst,tools,xlsx(*rows),ImportKind.MONITORING,chamber.convocation.id)
    session.commit(); print(bad,row.counts)
