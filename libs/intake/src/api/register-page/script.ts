/**
 * What the page does in the browser. Every try of one text sends the same Idempotency-Key, so that pressing again after a
 * lost answer registers nothing twice; a registered or changed text gets a new key.
 */
export const registerScript = `'use strict';
const form = document.getElementById('form');
const send = document.getElementById('send');
const notice = document.getElementById('notice');
const FIELDS = ['category', 'title', 'description', 'township', 'address', 'name', 'phone', 'grade'];
const WAIT = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
let key = newKey();

form.addEventListener('input', () => { key = newKey(); });
form.addEventListener('submit', (event) => { event.preventDefault(); void register(); });

async function register() {
  clearMistakes();
  if (!checkFilledIn()) return;
  send.disabled = true;
  send.textContent = '正在登记…';
  notice.hidden = true;
  try {
    const answer = await fetch('/v1/tickets', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body()),
    });
    const result = await answer.json();
    if (answer.status === 202) {
      form.reset();
      key = newKey();
      await showNumber(result.ticketId);
    } else showProblem(answer.status, result);
  } catch {
    show('没有送达，内容还在。请检查网络后再按一次“登记”，不会重复登记。', true);
  } finally {
    send.disabled = false;
    send.textContent = '登记';
  }
}

function body() {
  const value = (name) => form.elements[name].value.trim() || undefined;
  const reporter = { name: value('name'), phone: value('phone') };
  return {
    category: value('category'),
    title: value('title'),
    description: value('description'),
    township: value('township'),
    address: value('address'),
    grade: value('grade'),
    reporter: reporter.name || reporter.phone ? reporter : undefined,
  };
}

function checkFilledIn() {
  const empty = ['title', 'description'].filter((name) => form.elements[name].value.trim() === '');
  for (const name of empty) mistake(name, '请填写此项');
  if (empty.length > 0) form.elements[empty[0]].focus();
  return empty.length === 0;
}

async function showNumber(ticketId) {
  show('已登记，正在生成工单编号…', false);
  for (let tries = 0; tries < 20; tries++) {
    await WAIT(tries < 5 ? 200 : 1000);
    try {
      const answer = await fetch('/v1/tickets/' + ticketId, { headers: { accept: 'application/json' } });
      if (answer.status === 200) {
        const ticket = await answer.json();
        show('已登记，工单编号：', false, ticket.number);
        return;
      }
    } catch { /* the registration itself is safe: only its number is asked for here */ }
  }
  show('已登记，编号稍后生成。登记回执：', false, ticketId);
}

function showProblem(status, problem) {
  const errors = problem.errors || [];
  let unplaced = 0;
  for (const error of errors) {
    const name = String(error.path).split('.').pop();
    if (FIELDS.includes(name)) mistake(name, TEXTS[name] || '此项内容不正确');
    else unplaced++;
  }
  if (status === 422 && errors.length > 0 && unplaced === 0) return show('有内容需要修改，请看标红的地方。内容还在。', true);
  const texts = {
    401: '账号或密钥不正确，请刷新页面重新登录。内容请先复制保存。',
    403: '这个账号没有登记权限。',
    413: '内容太长，请缩短后再登记。',
    429: '登记太频繁，请稍等几秒再试。内容还在。',
    503: '系统暂时无法保存，请稍后再按一次“登记”，不会重复登记。内容还在。',
  };
  show(texts[status] || '登记没有成功（' + (problem.code || status) + '），内容还在，请稍后再试。', true);
}

const TEXTS = {
  category: '类别太长',
  title: '请填写标题，最多200字，不能含特殊控制字符',
  description: '请填写情况描述，最多20000字，不能含特殊控制字符',
  township: '请选择列表中的镇街',
  address: '地址最多500字',
  name: '姓名最多100字',
  phone: '电话最多40个字符',
  grade: '请选择紧急程度',
};

function mistake(name, text) {
  const place = document.getElementById(name + '-wrong');
  place.textContent = text;
  place.hidden = false;
  form.elements[name].setAttribute('aria-invalid', 'true');
}

function clearMistakes() {
  for (const name of FIELDS) {
    document.getElementById(name + '-wrong').hidden = true;
    form.elements[name].removeAttribute('aria-invalid');
  }
}

function show(text, bad, number) {
  notice.replaceChildren(document.createTextNode(text));
  if (number) {
    const shown = document.createElement('span');
    shown.className = 'number';
    shown.textContent = number;
    notice.append(shown);
  }
  notice.className = bad ? 'notice bad' : 'notice';
  notice.hidden = false;
  notice.scrollIntoView({ block: 'nearest' });
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
`;
