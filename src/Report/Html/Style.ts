import * as Palette from "../Chart/Palette.ts"

/** A phone is narrower than this; there the narrow form of each chart stands instead of the wide one. */
const phone = "(max-width:679px)"

export const style = `${Palette.css(":root")}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 ${Palette.fonts};overflow-wrap:anywhere}
main,header,footer{max-width:1080px;margin:0 auto;padding:0 24px}
header{padding-top:40px}
h1{font-size:clamp(1.5rem,1.1rem + 1.8vw,2.3rem);line-height:1.2;letter-spacing:-.015em;margin:.2em 0 .3em;text-wrap:balance}
h2{font-size:1.25rem;line-height:1.3;letter-spacing:-.01em;margin:0 0 .35em}
h3{font-size:1.075rem;line-height:1.3;margin:0 0 .35em}
p{margin:.4em 0}
a{color:inherit;text-decoration-color:var(--faint);text-underline-offset:.2em}
article{border-top:1px solid var(--grid);padding-top:32px;margin-bottom:56px}
.brand{font-size:.85rem;letter-spacing:.09em;color:var(--soft);margin:0}
.terms{color:var(--soft);margin:0 0 1.6em}
.aside,figcaption,.quiet{color:var(--soft);font-size:.925rem}
.bad{color:var(--failed);font-weight:600}
section,figure{margin:0 0 48px}
.said{display:grid;gap:8px 48px;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));margin-bottom:40px}
.said ul{margin:0;padding:0;list-style:none}
.said li{margin:0 0 .5em;padding-left:1.1em;text-indent:-1.1em}
.said li::before{content:"–";display:inline-block;width:1.1em;text-indent:0;color:var(--faint)}
.said .aside::before,.said .under::before{content:""}
.alarm{border-left:4px solid var(--failed);padding:4px 0 4px 16px;margin-bottom:32px}
figcaption{max-width:76ch;margin-bottom:12px}
.pair{display:grid;gap:0 40px;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr))}
.pair figure{min-width:0;display:grid;grid-template-rows:auto 1fr auto;max-width:640px}
svg{display:block;width:100%;height:auto;overflow:visible;font-family:${Palette.fonts};outline-offset:4px}
svg:focus-visible{outline:2px solid var(--m0)}
svg.narrow{display:none}
svg [data-tip]:hover,svg .on{stroke:var(--ink);stroke-width:1.5;stroke-opacity:1;stroke-dasharray:none}
svg [fill=none][data-tip]:hover,svg [fill=none].on{stroke:none;fill:var(--ink);fill-opacity:.06}
.scroll{overflow-x:auto;scrollbar-width:thin;width:max-content;min-width:100%;max-width:calc(100vw - 48px);margin-left:50%;transform:translateX(-50%);border-top:1px solid var(--grid);border-bottom:1px solid var(--grid)}
table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums;line-height:1.4;overflow-wrap:normal}
th,td{padding:7px 0 7px 15px;text-align:right;vertical-align:baseline;white-space:nowrap}
th{font-weight:600}
thead th{font-weight:400;color:var(--soft);vertical-align:bottom;border-bottom:1px solid var(--grid)}
thead tr:first-child th:first-child{text-align:left;padding-left:0}
thead small{display:block;font-size:inherit}
tbody th{text-align:left;padding-left:0;position:sticky;left:0;background:var(--paper)}
tbody tr+tr:not(.why)>*{border-top:1px solid var(--grid)}
.why td{padding:0 0 8px 18px;text-align:left;white-space:normal;color:var(--soft)}
.why span{display:block;position:sticky;left:18px;max-width:min(70ch,calc(100vw - 60px))}
.pale>*,.unranked{color:var(--soft)}
.hot{color:var(--hot);font-weight:600}
.swatch{display:inline-block;width:10px;height:10px;margin-right:8px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 24px;margin:0;font-size:.925rem}
dt{color:var(--soft)}
dd{margin:0}
pre{margin:0 0 1.2em;padding:14px 16px;background:var(--track);border-radius:6px;white-space:pre-wrap;font:.875rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;user-select:all}
footer{padding-bottom:48px;color:var(--soft);font-size:.85rem}
#tip{position:fixed;z-index:1;max-width:min(360px,calc(100vw - 16px));padding:6px 10px;border-radius:5px;background:var(--ink);color:var(--paper);font-size:.85rem;line-height:1.4;pointer-events:none}
#tip[hidden]{display:none}
@media ${phone}{
main,header,footer{padding-left:16px;padding-right:16px}
.scroll{max-width:calc(100vw - 32px)}
header{padding-top:24px}
svg.wide{display:none}
svg.narrow{display:block}
tbody th{min-width:138px;max-width:138px;white-space:normal;overflow-wrap:anywhere}
dl{grid-template-columns:1fr;gap:0}
dd{margin-bottom:8px}
}
@media print{
@page{margin:14mm}
body{font-size:10.5pt}
main,header,footer{max-width:none;padding:0}
section,figure{break-inside:avoid;margin-bottom:24px}
h2,h3{break-after:avoid}
svg.wide{display:block}
svg.narrow,#tip{display:none}
.scroll{overflow:visible;width:auto;max-width:none;margin:0;transform:none}
.pair{grid-template-columns:1fr 1fr}
table{font-size:6.2pt;table-layout:fixed}
.medians table{font-size:8pt}
th,td{padding:3px 0 3px 5px;white-space:normal}
th:first-child{width:28mm}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}`
