/** The landing page's own sentences. */
export interface Texts {
  readonly title: string;
  readonly lead: string;
  readonly start: string;
  readonly fine: string;
  readonly embedTitle: string;
  readonly embedHint: string;
  readonly copy: string;
  readonly copied: string;
}

const en: Texts = {
  title: 'A private call, in your own page.',
  lead: 'Two people, two browsers, picture and sound straight between them. This server only introduces them; it never sees or hears a call.',
  start: 'Start a call',
  fine: 'You get a link to send to the other person. No account, nothing to install.',
  embedTitle: 'Put it in your page',
  embedHint: 'Two lines of HTML. Everyone who opens your page with the same room is in the same call.',
  copy: 'Copy',
  copied: 'Copied',
};

const zh: Texts = {
  title: '您自己网页中的私密通话。',
  lead: '两个人，两个浏览器，画面和声音直接往来。此服务器只负责让双方相识，看不到也听不到通话。',
  start: '开始通话',
  fine: '您会得到一个链接，发给对方即可。无需账号，无需安装。',
  embedTitle: '放进您的网页',
  embedHint: '两行 HTML。用同一个房间打开您网页的人就在同一个通话里。',
  copy: '复制',
  copied: '已复制',
};

const ar: Texts = {
  title: 'مكالمة خاصة، في صفحتك أنت.',
  lead: 'شخصان ومتصفحان، والصوت والصورة بينهما مباشرةً. هذا الخادم يعرّفهما فقط، ولا يرى المكالمة ولا يسمعها أبدًا.',
  start: 'بدء مكالمة',
  fine: 'تحصل على رابط ترسله إلى الطرف الآخر. بلا حساب، وبلا تثبيت.',
  embedTitle: 'ضعها في صفحتك',
  embedHint: 'سطران من HTML. كل من يفتح صفحتك بالغرفة نفسها يكون في المكالمة نفسها.',
  copy: 'نسخ',
  copied: 'تم النسخ',
};

const LANGUAGES: Readonly<Record<string, Texts>> = { ar, zh };

export const textsFor = (language: string): Texts => LANGUAGES[language.slice(0, 2)] ?? en;

export const directionOf = (language: string): 'ltr' | 'rtl' => (textsFor(language) === ar ? 'rtl' : 'ltr');
