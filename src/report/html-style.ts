/** The page's style: one column of cards, light and dark, readable on a phone and on paper. */
export const STYLE = `
:root{--bg:#f6f7f9;--card:#fff;--ink:#1b2330;--soft:#566173;--line:#dde2ea;--band0:#f1f4f8;--band1:#e8edf4;
--good:#0b6e4f;--warn:#8a5a00;--bad:#b3261e;--none:#51607a;--c1:#2563a8;--c2:#b25e09;--c3:#8b2f8f;--c0:#7b8698}
@media(prefers-color-scheme:dark){:root{--bg:#12161d;--card:#1a202a;--ink:#e6eaf1;--soft:#a2adbd;--line:#323b49;--band0:#1e2530;--band1:#242c39;
--good:#56c596;--warn:#e6b450;--bad:#ff8a80;--none:#9fb0cb;--c1:#74aef0;--c2:#f0a35e;--c3:#d78bdb;--c0:#8994a7}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1080px;margin:0 auto;padding:24px 16px 64px}
h1{font-size:1.75rem;line-height:1.25;margin:4px 0 8px;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:0 0 12px}
h3{font-size:1rem;margin:16px 0 4px}
p{margin:0 0 8px;overflow-wrap:anywhere}
.eyebrow{color:var(--soft);font-size:.9rem;margin:0}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:20px;margin:16px 0}
.decision{border-left:6px solid var(--none)}
.decision.met{border-left-color:var(--good)}.decision.degraded{border-left-color:var(--warn)}.decision.critical{border-left-color:var(--bad)}
.badge{display:inline-block;font-weight:600;white-space:nowrap;color:var(--none)}
.badge.met{color:var(--good)}.badge.degraded{color:var(--warn)}.badge.critical{color:var(--bad)}
dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:10px 24px;margin:16px 0 0}
dl.facts div{min-width:0}dt{color:var(--soft);font-size:.85rem}dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:7px 12px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:600;white-space:nowrap}
td.n,th.n{text-align:right;white-space:nowrap}
td.name{min-width:10rem;max-width:22rem;overflow-wrap:anywhere}
td small{display:block;color:var(--soft);overflow-wrap:anywhere}
tr.beyond td{color:var(--soft)}
tr.group th{padding-top:14px;color:var(--ink)}
ul{margin:0;padding-left:20px}li{margin:4px 0;overflow-wrap:anywhere}
code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
svg{display:block;width:100%;height:auto;font:11px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
svg text{fill:var(--soft)}svg text.counts{fill:var(--ink);font-weight:600}
.band0{fill:var(--band0)}.band1{fill:var(--band1)}.grid{stroke:var(--line);stroke-width:1}
.limit{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:6 4}svg text.limit-label{fill:var(--bad)}
.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.c0{stroke:var(--c0)}.c1{stroke:var(--c1)}.c2{stroke:var(--c2)}.c3{stroke:var(--c3)}.dashed{stroke-dasharray:4 4}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:.85rem;color:var(--soft);margin:2px 0 10px}
.legend svg{display:inline-block;width:24px;height:8px;vertical-align:middle;margin-right:4px}
figure{margin:0 0 28px}figcaption{font-weight:600}
@media(max-width:600px){svg{font-size:17px}.legend svg{font-size:11px}section{padding:16px 14px}h1{font-size:1.4rem}}
@media print{body{background:#fff}section{break-inside:avoid;border-color:#bbb}main{max-width:none;padding:0}}
`.trim();
