extension ReportPage {
  static let style = """
    :root{--bg:#f5f6f8;--card:#fff;--ink:#1d2733;--soft:#5a6775;--line:#dde2e8;--real:#7d8b9b;--realfill:#c3ccd6;\
    --synthetic:#d9480f;--good:#1f7a3a;--fair:#8a6100;--poor:#c02626;--unknown:#5a6775;--minus:#1c6dd0;--plus:#d9480f;\
    --goodbg:#e3f4e8;--fairbg:#fbf0d4;--poorbg:#fbe3e3;--unknownbg:#e9edf1}
    @media screen and (prefers-color-scheme:dark){:root{--bg:#11151a;--card:#1a2028;--ink:#e7ecf1;--soft:#9ba8b5;--line:#2d3640;\
    --real:#93a3b5;--realfill:#414e5c;--synthetic:#ff8c4d;--good:#6cd98a;--fair:#f2c14e;--poor:#ff8a8a;--unknown:#9ba8b5;\
    --minus:#5ba3ff;--plus:#ff8c4d;--goodbg:#173323;--fairbg:#3a2f12;--poorbg:#43201f;--unknownbg:#262e37}}
    *{box-sizing:border-box}
    html{scroll-behavior:smooth}
    body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
    header,main,footer{max-width:1120px;margin:0 auto;padding:0 20px}
    header{padding-top:32px}
    h1{font-size:1.7rem;line-height:1.2;margin:.1em 0 .2em;overflow-wrap:anywhere}
    h2{font-size:1.25rem;margin:0 0 .3em;display:flex;flex-wrap:wrap;gap:.6em;align-items:center}
    h3{font-size:.95rem;margin:0 0 .4em}
    p{margin:.4em 0}
    small{font-size:.75em}
    .eyebrow{text-transform:uppercase;letter-spacing:.08em;font-size:.75rem;color:var(--soft);margin:0}
    .soft{color:var(--soft)}
    .overall{font-size:1.2rem;line-height:1.45;background:var(--card);border:1px solid var(--line);border-left:5px solid var(--synthetic);\
    border-radius:10px;padding:16px 20px;margin:18px 0}
    nav{display:grid;grid-template-columns:repeat(7,1fr);gap:10px}
    .card{display:flex;flex-direction:column;gap:2px;background:var(--card);border:1px solid var(--line);border-top:4px solid var(--unknown);\
    border-radius:10px;padding:10px 12px;color:inherit;text-decoration:none}
    .card:hover,.card:focus-visible{outline:2px solid var(--synthetic)}
    .card b{font-size:1.35rem;font-weight:650}
    .card small{font-size:.72rem;color:var(--soft);line-height:1.2}
    .topic{font-size:.82rem;color:var(--soft);line-height:1.25}
    .grade{font-size:.85rem;font-weight:600;margin-top:auto}
    .card.good{border-top-color:var(--good)}.card.fair{border-top-color:var(--fair)}.card.poor{border-top-color:var(--poor)}
    .card.good .grade,b.good{color:var(--good)}.card.fair .grade,b.fair{color:var(--fair)}.card.poor .grade,b.poor{color:var(--poor)}
    .card.unknown .grade{color:var(--unknown)}
    .badge{font-size:.8rem;font-weight:600;padding:.1em .65em;border-radius:99px;white-space:nowrap}
    .badge.good{color:var(--good);background:var(--goodbg)}.badge.fair{color:var(--fair);background:var(--fairbg)}
    .badge.poor{color:var(--poor);background:var(--poorbg)}.badge.unknown{color:var(--unknown);background:var(--unknownbg)}
    section,details{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:20px;margin:16px 0;scroll-margin-top:50px}
    .lead{font-size:1.05rem}
    .note{font-size:.85rem;color:var(--soft)}
    .legend{display:flex;gap:18px;font-size:.9rem;position:sticky;top:0;background:var(--bg);padding:8px 0;margin:12px 0 0;z-index:1}
    .legend span{display:flex;align-items:center;gap:7px}
    .legend i{width:18px;height:11px;border-radius:3px}
    i.real{background:var(--realfill);border:1px solid var(--real)}
    i.synthetic{background:var(--synthetic)}
    .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,250px),1fr));gap:22px 26px;margin:16px 0}
    .chart{min-width:0}
    .chart h3{display:flex;justify-content:space-between;gap:8px;align-items:baseline;overflow-wrap:anywhere}
    .chart h3 small{font-weight:400;white-space:nowrap}
    svg{display:block;width:100%;height:auto;font-size:11px}
    svg text{fill:var(--ink)}
    svg text.soft,.chart svg text{fill:var(--soft)}
    .area,.outline,.axis{vector-effect:non-scaling-stroke}
    .wide svg{font-size:6.5px}
    .area{fill:var(--realfill);stroke:var(--real);stroke-width:1}
    .outline{fill:none;stroke:var(--synthetic);stroke-width:2;stroke-linejoin:round}
    .axis{stroke:var(--line)}
    .bars{margin:10px 0}
    .row{display:grid;grid-template-columns:minmax(0,12em) minmax(0,1fr);gap:10px;align-items:center;padding:3px 0;font-size:.9rem}
    .charts .row{grid-template-columns:minmax(0,7.2em) minmax(0,1fr);font-size:.82rem;padding:1px 0}
    .row .label{overflow-wrap:anywhere;line-height:1.2}
    .bar{display:flex;align-items:center;gap:6px;line-height:1.15}
    .bar i{display:block;height:.65em;border-radius:2px;min-width:2px}
    .bar span{font-size:.85em;color:var(--soft);white-space:nowrap}
    .maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,var(--map)),1fr));gap:20px;margin:16px 0}
    figure{margin:0;min-width:0;overflow-x:auto}
    figcaption{font-weight:600;font-size:.95rem;margin-bottom:6px}
    .maps svg{font-size:11.5px;min-width:var(--least)}
    rect.none{fill:none;stroke:var(--line);stroke-dasharray:2 2}
    rect.plus{fill:var(--plus)}rect.minus{fill:var(--minus)}rect.off{fill:var(--poor)}
    .pair{display:grid;grid-template-columns:3fr 2fr;gap:28px;margin:16px 0}
    .gauge{margin:14px 0}
    .gauge .label{font-size:.95rem;margin-bottom:6px}
    .track{position:relative;height:14px;border-radius:7px;background:linear-gradient(90deg,var(--goodbg) var(--fair),var(--fairbg) var(--fair) var(--poor),var(--poorbg) var(--poor));border:1px solid var(--line)}
    .track i{position:absolute;top:3px;height:6px;border-radius:3px;background:var(--synthetic);opacity:.45}
    .track b{position:absolute;top:-3px;width:4px;height:18px;margin-left:-2px;border-radius:2px;background:var(--synthetic)}
    .ends{display:flex;justify-content:space-between;font-size:.78rem;color:var(--soft);margin-top:3px}
    .scroll{overflow-x:auto;margin:14px 0}
    table{border-collapse:collapse;width:100%;font-size:.9rem}
    th,td{text-align:right;padding:6px 10px;border-bottom:1px solid var(--line);white-space:nowrap}
    thead th{white-space:normal;color:var(--soft);font-weight:600;vertical-align:bottom}
    th:first-child{text-align:left}
    tbody th{font-weight:500}
    .lists{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,240px),1fr));gap:14px;margin-top:14px}
    .points{border-radius:8px;padding:12px 14px;background:var(--unknownbg);overflow-wrap:anywhere}
    .points.good{background:var(--goodbg)}.points.bad{background:var(--fairbg)}
    .points ul{margin:0;padding-left:1.1em;font-size:.92rem}
    summary{cursor:pointer;font-weight:600}
    dt{font-weight:600;margin-top:.6em}
    dd{margin:0;color:var(--soft)}
    footer{color:var(--soft);font-size:.85rem;padding:10px 20px 40px}
    @media (max-width:980px){nav{grid-template-columns:repeat(4,1fr)}.pair{grid-template-columns:minmax(0,1fr)}}
    @media (max-width:560px){header,main,footer{padding-left:14px;padding-right:14px}nav{grid-template-columns:1fr 1fr}.card:last-child:nth-child(odd){grid-column:1/-1}.wide svg{font-size:10px}\
    section,details{padding:16px 14px}.overall{font-size:1.08rem;padding:14px 16px}.row{grid-template-columns:minmax(0,7.5em) minmax(0,1fr)}\
    tbody th{white-space:normal;min-width:8em}th,td{padding:6px 7px}\
    .stack thead{display:none}.stack,.stack tbody,.stack tr,.stack th,.stack td{display:block;border:0;padding:1px 0}\
    .stack tr{padding:8px 0;border-bottom:1px solid var(--line)}.stack tbody th{font-weight:600}\
    .stack td{display:flex;justify-content:space-between;gap:12px;white-space:normal}.stack td::before{content:attr(data-head);color:var(--soft);text-align:left}}
    @media print{:root{--bg:#fff}body{font-size:12px;print-color-adjust:exact;-webkit-print-color-adjust:exact}\
    .card,.chart,figure,.points,.row,.gauge,tr,.overall{break-inside:avoid}h2,.lead{break-after:avoid}.legend{position:static}\
    section{border:0;padding:6px 0;margin:8px 0}nav{grid-template-columns:repeat(7,1fr)}.charts{grid-template-columns:repeat(3,1fr)}\
    .maps{grid-template-columns:repeat(auto-fit,minmax(min(100%,200px),1fr))}.maps svg{min-width:0}.lists{grid-template-columns:repeat(3,1fr)}}
    """
}
