/** What the form offers, and who fills it in. */
export interface RegisterPage {
  townships: readonly { code: string; name: string }[];
  categories: readonly string[];
  account: { name: string; township?: string };
}

/** The form as HTML. It holds no script and no style of its own: the page's policy forbids both. */
export function registerPage({ townships, categories, account }: RegisterPage): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>事件登记 · 呼应</title>
<link rel="stylesheet" href="/register/style.css">
<script src="/register/script.js" defer></script>
</head>
<body>
<header><h1>事件登记</h1><p>登记人：${escapeHtml(account.name)}</p></header>
<main>
<noscript><p class="notice bad">本页需要启用浏览器的 JavaScript。</p></noscript>
<form id="form" novalidate>
${field('category', '事项类别', select('category', [['', '不确定，由综合执法办公室分类'], ...categories.map(same)], ''))}
${field('title', '标题（必填）', '<input id="title" name="title" maxlength="200" required autocomplete="off">')}
${field('description', '情况描述（必填）', '<textarea id="description" name="description" rows="6" maxlength="20000" required></textarea>')}
${field('township', '所属镇街', select('township', [['', '不清楚'], ...townships.map(({ code, name }) => [code, name] as const)], account.township ?? ''))}
${field('address', '地址', '<input id="address" name="address" maxlength="500" autocomplete="off">')}
${field('name', '来访人姓名', '<input id="name" name="name" maxlength="100" autocomplete="off">')}
${field('phone', '来访人电话', '<input id="phone" name="phone" maxlength="40" type="tel" autocomplete="off">')}
${field('grade', '紧急程度', select('grade', GRADES, 'ordinary'))}
<p class="hint">姓名和电话加密保存，只有办理时需要的单位才能看到。</p>
<button id="send" type="submit">登记</button>
</form>
<div id="notice" class="notice" role="status" aria-live="polite" hidden></div>
</main>
</body>
</html>
`;
}

const GRADES = [
  ['ordinary', '一般'],
  ['urgent', '紧急'],
  ['critical', '特急'],
  ['difficult', '疑难'],
  ['enquiry', '咨询'],
] as const;

function same(text: string): readonly [string, string] {
  return [text, text];
}

function field(id: string, label: string, control: string): string {
  return `<div class="field"><label for="${id}">${label}</label>${control}<p class="wrong" id="${id}-wrong" hidden></p></div>`;
}

function select(id: string, options: readonly (readonly [string, string])[], chosen: string): string {
  const items = options.map(
    ([value, text]) =>
      `<option value="${escapeHtml(value)}"${value === chosen ? ' selected' : ''}>${escapeHtml(text)}</option>`,
  );
  return `<select id="${id}" name="${id}">${items.join('')}</select>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (char) => entities[char] as string);
}
