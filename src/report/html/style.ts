import { cssTokens, DARK, LIGHT } from '../charts/palette.ts';

/** The page's style: rules and white space, serif for claims and sans for data, light and dark, phone and paper. */
export const STYLE = `
:root{${cssTokens(LIGHT)};--sans:"Source Sans 3",system-ui,sans-serif;--serif:"Source Serif 4",Georgia,serif;--mono:ui-monospace,"SF Mono","Cascadia Mono","DejaVu Sans Mono",monospace}
@media not print{@media(prefers-color-scheme:dark){:root{${cssTokens(DARK)};color-scheme:dark}}}
*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/24px var(--sans);font-variant-numeric:tabular-nums lining-nums;-webkit-font-smoothing:antialiased;overflow-wrap:anywhere}
:focus-visible{outline:2px solid var(--link);outline-offset:3px;border-radius:2px}
.page{max-width:1240px;margin:0 auto;padding:0 32px 64px}
.mast{display:flex;flex-wrap:wrap;gap:4px 24px;align-items:baseline;padding:20px 0 14px;border-bottom:1px solid var(--rule);font-size:14px;line-height:20px;color:var(--mute)}
.mast span{min-width:0}.mast .brand{font-weight:600;color:var(--ink);font-size:16px}.mast .what{color:var(--ink);font-weight:600}.mast .id{margin-left:auto}
.verdict{display:flex;gap:10px 20px;align-items:center;flex-wrap:wrap;margin:40px 0 12px;font-size:17px;line-height:24px}
.verdict .big{display:inline-flex;gap:9px;align-items:center;font-weight:600;color:var(--zi)}.verdict .big::first-letter{text-transform:uppercase}.verdict .sub{color:var(--mute)}
h1{font:500 38px/47px var(--serif);letter-spacing:-.012em;margin:0;max-width:30em;text-wrap:balance}
.basis{color:var(--mute);margin:16px 0 0;max-width:56em;text-wrap:pretty}.nb{white-space:nowrap}
.z-met{--z:var(--met);--zi:var(--met-ink)}.z-degraded{--z:var(--degraded);--zi:var(--degraded-ink)}.z-critical{--z:var(--critical);--zi:var(--critical-ink)}.z-no-data,.z-inconclusive{--z:var(--none);--zi:var(--none-ink)}
.sym{flex:none;vertical-align:-2px}.sym .f{fill:var(--z)}.sym .k{fill:none;stroke:var(--on-zone);stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}
.sym .h{fill:none;stroke:var(--z);stroke-width:1.8;stroke-dasharray:2.6 2.3}.sym .o{fill:var(--ground);stroke:var(--z);stroke-width:1.7}.sym .m{stroke:var(--z);stroke-width:1.8;stroke-linecap:round}
.chip{color:var(--zi);font-weight:600;white-space:nowrap}.chip .sym{margin-right:6px}
.ruler{margin:44px 0 0}.r-flags{position:relative;height:44px}.flag{position:absolute;bottom:6px;padding-left:8px;font-size:14px;line-height:18px;white-space:nowrap}.flag span{display:block;font-size:13px;line-height:16px;font-weight:600}.flag b{font-weight:600}
.flag.end{transform:translateX(-100%);padding:0 8px 0 0;text-align:right}
.r-bar{position:relative;height:30px}.seg{position:absolute;top:0;height:30px;overflow:hidden;display:flex;align-items:center;font-size:13.5px;line-height:18px;font-weight:600;white-space:nowrap}.seg span{padding:0 10px}
.s-met{background:var(--met-area);color:#fff}.s-between{background:repeating-linear-gradient(90deg,var(--met-area) 0 2px,var(--degraded-tint) 2px 5px)}.s-degraded{background:var(--degraded-tint);color:var(--degraded-ink);box-shadow:inset 0 0 0 1.5px var(--degraded)}.s-critical{background:repeating-linear-gradient(135deg,#ffffff24 0 2px,transparent 2px 8px) var(--critical-area);color:#fff}
.s-none{background:repeating-linear-gradient(135deg,var(--ground) 0 5px,var(--rule) 5px 6px);color:var(--mute);font-weight:400}.s-none span{background:var(--ground);margin-left:8px;padding:0 6px}
.s-seen{background:var(--panel);color:var(--ink);box-shadow:inset 0 0 0 1.5px var(--none);font-weight:400}
.r-bar s{position:absolute;top:-40px;height:70px;border-left:2px solid var(--ink);margin-left:-1px;text-decoration:none}
.r-bar s.other{border-left:1px solid var(--faint);height:40px;margin-left:0}.flag.other{color:var(--mute)}.flag.other span{font-weight:400}
.r-ticks{position:relative;z-index:1;height:20px;font-size:13px;line-height:18px;color:var(--mute)}.r-ticks span{position:absolute;padding:0 2px;background:var(--ground);transform:translateX(-50%);top:4px;white-space:nowrap}.r-ticks span::before{content:"";position:absolute;left:50%;top:-4px;height:4px;border-left:1px solid var(--faint)}.r-ticks span:first-child{transform:none;padding-left:0}.r-ticks span:first-child::before{left:0}.r-ticks span:last-child{transform:translateX(-100%);padding-right:0}.r-ticks span:last-child::before{left:100%}
.r-marks{position:relative;margin-top:10px}.r-marks:not(:empty){height:44px}.mk{height:42px}.mk{position:absolute;padding-left:10px;font-size:14px;line-height:19px;white-space:nowrap}.mk b{display:block;font-weight:600}.mk span{color:var(--mute);font-size:13.5px}
.mk::before{content:"";position:absolute;left:0;top:-30px;bottom:0;border-left:1.5px solid var(--ink)}.mk.left{transform:translateX(-100%);padding:0 10px 0 0;text-align:right}.mk.left::before{left:auto;right:0}
.r-legend{display:none;list-style:none;margin:10px 0 0;padding:0;font-size:14px;line-height:20px}.r-legend li{display:grid;grid-template-columns:26px 1fr auto;padding:5px 0;border-bottom:1px solid var(--soft-rule)}.r-legend i{width:16px;height:12px;margin-top:4px}.r-legend b{font-weight:600}
.three{display:grid;grid-template-columns:repeat(3,1fr);margin:40px 0 0;border-top:1px solid var(--ink)}.three>div{padding:14px 32px 0 0;min-width:0}.three>div+div{padding-left:32px;border-left:1px solid var(--rule)}
.q{font-size:14px;line-height:20px;color:var(--mute);margin:0}.fig{font:500 30px/36px var(--serif);letter-spacing:-.01em;margin:6px 0 4px;text-wrap:balance}.three .t{margin:0;font-size:15px;line-height:22px;color:var(--mute);max-width:32em}
section{display:grid;grid-template-columns:176px minmax(0,1fr);gap:0 40px;border-top:1px solid var(--rule);margin-top:56px;padding-top:18px}
section>.q{padding-top:5px;text-wrap:balance}h2{font:500 23px/31px var(--serif);letter-spacing:-.006em;margin:0 0 4px;max-width:34em;text-wrap:pretty}h2+*{margin-top:16px}h3{font-size:15px;line-height:20px;font-weight:600;margin:28px 0 4px}
.note{color:var(--mute);font-size:15px;line-height:22px;margin:0 0 16px;max-width:56em}h2+.note{margin-top:0}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:15px;line-height:20px}
th{overflow-wrap:break-word;font-weight:400;font-size:13px;line-height:18px;color:var(--mute);text-align:left;vertical-align:bottom;padding:0 16px 6px 0;border-bottom:1px solid var(--ink)}th.counts{font-weight:600;color:var(--ink)}th small{font-size:13px}
td{padding:9px 16px 9px 0;border-bottom:1px solid var(--soft-rule);vertical-align:baseline}th:last-child,td:last-child{padding-right:0}
.n{text-align:right;white-space:nowrap}td.t{overflow-wrap:break-word}td b{font-weight:600}td.v{font-weight:600}td .sub{display:block;color:var(--mute);font-size:13px;line-height:18px;font-weight:400}td.name,td.nm{min-width:9rem;max-width:24rem}
tr.beyond td{color:var(--mute)}.cell{white-space:nowrap;color:var(--zi)}.cell .sym{margin-right:5px;vertical-align:-1px}
td.b{vertical-align:top;padding-top:11px}td.w,th.w{min-width:150px;width:24%}.bullet{position:relative;height:20px;min-width:140px}.bullet i{position:absolute;top:6px;height:8px}.bullet .zm{left:0;background:var(--met-tint)}
.bullet .zd,.bullet .zc{top:2px;height:16px;background-size:100% 8px;background-repeat:no-repeat;background-position:0 4px}.bullet .zd{border-left:1.5px dashed var(--degraded);background-image:linear-gradient(var(--degraded-tint),var(--degraded-tint))}.bullet .zc{border-left:2px solid var(--critical);background-image:linear-gradient(var(--critical-tint),var(--critical-tint))}
.bullet .iv{top:9px;height:2px;background:var(--zi)}.bullet.none::before{content:"";position:absolute;left:0;right:0;top:9px;border-top:1.5px dashed var(--rule)}.dot{position:absolute;top:10px;transform:translate(-50%,-50%);line-height:0}.dot .sym{vertical-align:0}
.range{display:block;position:relative;height:20px;min-width:110px}.range i{position:absolute;top:8.5px;height:3px;background:var(--s1)}.range .tail{top:9.5px;height:1px}.range b{position:absolute;top:5px;width:2px;height:10px;background:var(--s1);margin-left:-1px}
.chart{margin:0 0 18px;break-inside:avoid}.chart figcaption{display:flex;flex-wrap:wrap;gap:0 16px;align-items:baseline;font-size:14px;line-height:20px;margin-bottom:4px}.chart figcaption b{font-weight:600}.chart figcaption span{color:var(--mute)}.chart output{margin-left:auto;color:var(--mute);font-size:13px;min-height:20px}
.key{font:inherit;font-size:13px;color:var(--mute);background:none;border:0;padding:0;cursor:pointer}.key::before{content:"";display:inline-block;width:16px;border-top:2px solid var(--c);vertical-align:middle;margin:-2px 6px 0 0}.key.dotted::before{border-top-style:dotted}.key[aria-pressed=false]{text-decoration:line-through;opacity:.6}
.box{position:relative;width:100%}.box canvas{display:block;touch-action:pan-y}.box .zoom{position:absolute;top:0;bottom:0;background:var(--s1-fill);pointer-events:none}.src{font-size:13px;line-height:18px;color:var(--mute);margin-top:2px;display:flex;gap:0 16px;flex-wrap:wrap}.src a{margin-left:auto;color:var(--link)}.noscript{margin:0;color:var(--mute)}.drawn .noscript{display:none}
ol.recs{margin:12px 0 0;padding:0;list-style:none;counter-reset:r;max-width:50em}ol.recs li{counter-increment:r;display:grid;grid-template-columns:28px 1fr;padding:12px 0;border-bottom:1px solid var(--soft-rule)}ol.recs li::before{content:counter(r);font:500 20px/24px var(--serif);color:var(--mute)}
ul{margin:0;padding-left:20px}li{margin:4px 0}ol.recs li,.r-legend li{margin:0}
code{font:12.5px/18px var(--mono)}.banner{display:grid;grid-template-columns:24px 1fr;gap:0 12px;border:1.5px dashed var(--none);padding:16px 20px;margin:16px 0 24px;max-width:62em;--z:var(--none)}.banner .sym{margin-top:6px}
.fold summary{cursor:pointer;color:var(--link);font-size:15px;margin:12px 0;width:max-content;max-width:100%}dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 24px;font-size:14px;line-height:20px;margin:8px 0 0}dt{color:var(--mute)}dd{margin:0}
@media(max-width:1040px){section{display:block;padding-top:14px;margin-top:44px}section>.q{padding:0 0 6px}}
@media(max-width:720px){.page{padding:0 16px 40px}.mast{padding:14px 0 12px}.mast .id{margin-left:0;width:100%}.verdict{margin:24px 0 8px;font-size:16px}h1{font-size:28px;line-height:35px;text-wrap:wrap}.basis{font-size:15px;line-height:22px}
.three{grid-template-columns:1fr;margin-top:28px}.three>div,.three>div+div{padding:12px 0 14px;border-left:0}.three>div+div{border-top:1px solid var(--rule)}.fig{font-size:26px;line-height:32px}h2{font-size:20px;line-height:27px}
.seg span,.mk,.wide{display:none}.r-marks:not(:empty){height:0;margin:0}.r-legend{display:block}.ruler{margin-top:28px}
table,tbody{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}td,td.name,td.nm{display:block;border:0;padding:0;max-width:none;min-width:0}td.n{text-align:left;white-space:normal}
.stack tr{display:flex;flex-wrap:wrap;gap:2px 16px;padding:9px 0;border-bottom:1px solid var(--soft-rule)}.stack td.name,.stack td.nm,.stack td.w{width:100%;font-weight:600}.stack td[data-l]::before{content:attr(data-l) " ";color:var(--mute);font-size:13px;font-weight:400}
.obj tr{display:grid;grid-template-columns:1fr auto;gap:2px 16px;padding:10px 0 8px;border-bottom:1px solid var(--rule)}.obj td.v{text-align:right}.obj td.b{grid-column:1/3;width:auto}.obj td.lim{color:var(--mute);font-size:13px}.obj td.lim::before{content:attr(data-l) " "}.obj td.zn{grid-column:1/3}.r-ticks span:nth-child(even):not(:last-child){display:none}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}.chart output{display:none}}
@page{size:A4;margin:16mm 16mm 18mm}
@media print{body{font-size:10pt;line-height:14pt}.page{max-width:none;padding:0}.key,.src a,.hint,.chart output{display:none!important}h1{font-size:22pt;line-height:27pt}section{display:block;margin-top:20pt;padding-top:8pt}h2{font-size:14pt;line-height:19pt;break-after:avoid}.ruler,.chart,tr,li,.banner{break-inside:avoid}table{font-size:9.5pt;line-height:12.5pt}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`.trim();
