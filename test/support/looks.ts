/** How the element is looked at: every size in light English, and each other look in one size. */

export interface Look {
  readonly name: string;
  readonly viewport: { readonly width: number; readonly height: number };
  /** Device pixels for one of CSS: a page at 200 % has half the room and twice the pixels. */
  readonly scale: number;
  readonly colorScheme: 'light' | 'dark';
  readonly locale: keyof typeof NAMES;
  readonly camera: boolean;
}

/** The person whose screen is shown, and the other one. */
export const NAMES = {
  en: ['Ada Lovelace', 'Grace Hopper'],
  'zh-CN': ['林语', '陈晨'],
  ar: ['ليلى حداد', 'يوسف منصور'],
} as const;

/** What they write. */
export const CHAT = {
  en: [
    'Can you hear me well? I am on the train and the tunnel is about to begin.',
    'Perfectly!',
    'The notes are at https://example.com/notes/2026/analytical-engine?page=12 (page 12).',
    'Thanks, I have them.\n\nTwo things:\n– the loop in line 7\n– Bernoulli numbers, see www.example.org.',
    'Averyveryverylongwordwithoutanyspaceinitthathastobebrokensomewhereinthemiddle',
    'وصلت الرسالة mixed with English.',
    'Great, see you on Thursday then',
  ],
  'zh-CN': [
    '听得清楚吗？我在火车上，马上要进隧道了。',
    '很清楚！',
    '笔记在这里：https://example.com/notes/2026?page=12，第十二页。',
    '谢谢，收到了。\n\n两点：\n一、第七行的循环\n二、伯努利数',
    '这是一条很长的消息，用来看看没有空格的文字在很窄的气泡里会怎么换行，会不会超出边界。',
    'وصلت الرسالة mixed with English.',
    '好的，周四见',
  ],
  ar: [
    'هل تسمعني جيدًا؟ أنا في القطار والنفق على وشك أن يبدأ.',
    'بوضوح تام!',
    'الملاحظات هنا: https://example.com/notes/2026?page=12 (الصفحة 12).',
    'شكرًا، وصلتني.\n\nأمران:\n– الحلقة في السطر 7\n– أعداد برنولي',
    'Averyveryverylongwordwithoutanyspaceinitthathastobebrokensomewhereinthemiddle',
    'An English line among Arabic ones (with brackets).',
    'ممتاز، إلى اللقاء يوم الخميس',
  ],
} as const;

const DESKTOP = { width: 1180, height: 740 };
const PORTRAIT = { width: 360, height: 740 };
const PLAIN: Look = {
  name: 'desktop',
  viewport: DESKTOP,
  scale: 1,
  colorScheme: 'light',
  locale: 'en',
  camera: true,
};

export const LOOKS: readonly Look[] = [
  PLAIN,
  { ...PLAIN, name: 'phone', viewport: PORTRAIT },
  { ...PLAIN, name: 'small phone', viewport: { width: 320, height: 568 } },
  { ...PLAIN, name: 'phone across', viewport: { width: 740, height: 360 } },
  { ...PLAIN, name: 'column', viewport: { width: 240, height: 480 } },
  { ...PLAIN, name: 'dark', colorScheme: 'dark' },
  { ...PLAIN, name: 'dark phone', viewport: PORTRAIT, colorScheme: 'dark' },
  { ...PLAIN, name: 'Chinese', viewport: PORTRAIT, locale: 'zh-CN' },
  { ...PLAIN, name: 'Arabic', locale: 'ar' },
  { ...PLAIN, name: '200 %', viewport: { width: DESKTOP.width / 2, height: DESKTOP.height / 2 }, scale: 2 },
  { ...PLAIN, name: 'no camera', viewport: PORTRAIT, camera: false },
];
