/** Large enough for a thumb, readable in the sun, nothing that needs a font of ours. */
export const registerStyle = `:root { color-scheme: light; --ink: #1d2733; --line: #b8c2cc; --blue: #0b57a4; --red: #b3261e; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: var(--ink); background: #f4f6f8; }
header, main { max-width: 40rem; margin: 0 auto; padding: 0 1rem; }
header { display: flex; align-items: baseline; justify-content: space-between; flex-wrap: wrap; gap: 0 1rem; }
h1 { font-size: 1.4rem; }
form { background: #fff; border: 1px solid var(--line); border-radius: 8px; padding: 1rem; }
.field { margin-bottom: 1rem; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
input, select, textarea { width: 100%; min-height: 44px; padding: .5rem .6rem; font: inherit; color: inherit; background: #fff; border: 1px solid var(--line); border-radius: 6px; }
input:focus, select:focus, textarea:focus, button:focus-visible { outline: 2px solid var(--blue); outline-offset: 1px; }
[aria-invalid="true"] { border-color: var(--red); }
.wrong { margin: .25rem 0 0; color: var(--red); }
.hint { margin: 0 0 1rem; font-size: .9rem; color: #4d5b69; }
button { width: 100%; min-height: 48px; font: inherit; font-weight: 600; color: #fff; background: var(--blue); border: 0; border-radius: 6px; }
button:disabled { background: #8a97a4; }
.notice { margin: 1rem 0; padding: .75rem 1rem; border-radius: 8px; background: #e6f2e9; border: 1px solid #7fb08b; }
.notice.bad { background: #fbeae9; border-color: var(--red); }
.number { font-size: 1.2rem; font-weight: 700; overflow-wrap: anywhere; }
`;
