import type { Remedies } from '../remedy-labels.js';

const RETRY = '点按“重试”。';
const RELOAD = '重新加载此页面。';
const DESKTOP_SYSTEM = [
  'Windows：打开“设置 › 隐私和安全性 › 摄像头”以及“麦克风”，允许访问，并允许桌面应用访问。',
  'macOS：打开“系统设置 › 隐私与安全性 › 摄像头”以及“麦克风”，为此浏览器打开开关，然后退出并重新打开浏览器。',
  RETRY,
];
const DESKTOP_BUSY = [
  '关闭其他正在使用摄像头或麦克风的程序和标签页。',
  '如果仍不行，请拔下后重新接上，或重启浏览器。',
  RETRY,
];
const PHONE_BUSY = ['结束其他通话，并关闭正在使用摄像头或麦克风的应用。', RETRY];
const DESKTOP_MISSING = [
  '接上摄像头、麦克风或耳麦，并检查连接线或蓝牙。',
  '有些电脑带有关闭摄像头的按键或滑盖，请检查。',
  RETRY,
];
const PHONE_MISSING = ['完全关闭浏览器后重新打开。', '如果仍不行，请重启手机。'];
const DESKTOP_LOST = ['重新接上设备，或打开它的电源。', '设备会自动恢复使用；如果没有，请点按“重试”。'];
const PHONE_LOST = ['重新打开耳机，或取下耳机。', RETRY];
const DESKTOP_SCREEN = [
  'macOS：打开“系统设置 › 隐私与安全性 › 录屏与系统录音”，为此浏览器打开开关，然后退出并重新打开浏览器。',
  'Windows 和 Linux：请选择另一个窗口或整个屏幕。',
  '重新共享一次。',
];
const PHONE_SCREEN = ['手机和平板电脑的浏览器无法共享屏幕，请改用电脑。'];
const SWITCHES = ['检查是否有使麦克风静音或遮住摄像头的按键或滑盖。', RETRY];

export const remediesZhCN: Remedies = {
  heading: '解决方法',
  cases: {
    'denied-by-page': {
      cause: '此页面或其外层页面不允许在这里使用摄像头和麦克风。',
      steps: [
        '请告知此页面的负责人：iframe 需要 allow="camera; microphone"，且 Permissions-Policy 标头不得禁止它们。',
        '在此之前，您仍可加入通话，看到并听到对方。',
      ],
    },
    'denied-for-site': {
      cause: '此页面被禁止使用摄像头或麦克风。',
      steps: {
        chrome: ['点按地址左侧的图标。', '打开“摄像头”和“麦克风”。', RETRY],
        edge: ['点按地址左侧的锁形图标，然后选择“此站点的权限”。', '将“摄像头”和“麦克风”设为“允许”。', RETRY],
        firefox: [
          '点按地址左侧带斜线的摄像头或麦克风图标。',
          '点按“已阻止”旁边的叉号将其移除。',
          '点按“重试”，然后选择“允许”。',
        ],
        safari: ['在菜单栏选择“Safari 浏览器 › 此网站的设置…”。', '将“摄像头”和“麦克风”设为“允许”。', RELOAD],
        ios: [
          '在 Safari 浏览器中轻点地址旁的按钮，然后轻点“网站设置”。',
          '将“摄像头”和“麦克风”设为“允许”。',
          '使用其他浏览器时：打开“设置 › App”，选择该浏览器，打开“相机”和“麦克风”。',
          RELOAD,
        ],
        android: ['点按地址左侧的图标，然后点按“权限”。', '允许使用摄像头和麦克风。', RETRY],
      },
    },
    'not-answered': {
      cause: '浏览器询问过是否允许此页面使用，但没有得到回答。',
      steps: [RETRY, '浏览器询问时请选择“允许”。'],
    },
    'denied-by-system': {
      cause: '系统不允许此浏览器使用摄像头或麦克风。',
      steps: {
        chrome: DESKTOP_SYSTEM,
        edge: DESKTOP_SYSTEM,
        firefox: DESKTOP_SYSTEM,
        safari: [
          'macOS：打开“系统设置 › 隐私与安全性 › 摄像头”以及“麦克风”。',
          '“屏幕使用时间”也可能禁止使用：打开“系统设置 › 屏幕使用时间 › 内容和隐私”。',
          RELOAD,
        ],
        ios: [
          '打开“设置 › App”，选择您的浏览器，打开“相机”和“麦克风”。',
          '“屏幕使用时间”也可能禁止使用：打开“设置 › 屏幕使用时间 › 内容和隐私访问限制”。',
          RELOAD,
        ],
        android: [
          '打开“设置 › 应用”，选择您的浏览器，在“权限”中允许使用摄像头和麦克风。',
          '从屏幕顶部向下滑动：“摄像头使用权限”和“麦克风使用权限”需要处于打开状态。',
          RETRY,
        ],
      },
    },
    'device-not-found': {
      cause: '浏览器找不到这种设备。',
      steps: {
        chrome: DESKTOP_MISSING,
        edge: DESKTOP_MISSING,
        firefox: DESKTOP_MISSING,
        safari: DESKTOP_MISSING,
        ios: PHONE_MISSING,
        android: PHONE_MISSING,
      },
    },
    'device-in-use': {
      cause: '设备正被其他程序占用，或驱动程序出错。',
      steps: {
        chrome: DESKTOP_BUSY,
        edge: DESKTOP_BUSY,
        firefox: DESKTOP_BUSY,
        safari: DESKTOP_BUSY,
        ios: PHONE_BUSY,
        android: PHONE_BUSY,
      },
    },
    'device-timeout': {
      cause: '设备没有响应：驱动程序出错，或被其他程序占用。',
      steps: {
        chrome: DESKTOP_BUSY,
        edge: DESKTOP_BUSY,
        firefox: DESKTOP_BUSY,
        safari: DESKTOP_BUSY,
        ios: PHONE_BUSY,
        android: PHONE_BUSY,
      },
    },
    'device-lost': {
      cause: '设备被拔下或已关闭。',
      steps: {
        chrome: DESKTOP_LOST,
        edge: DESKTOP_LOST,
        firefox: DESKTOP_LOST,
        safari: DESKTOP_LOST,
        ios: PHONE_LOST,
        android: PHONE_LOST,
      },
    },
    'device-interrupted': {
      cause: '系统暂停了它：可能正在接听电话，或被其他应用、隐私开关占用。',
      steps: {
        chrome: SWITCHES,
        edge: SWITCHES,
        firefox: SWITCHES,
        safari: ['“Safari 浏览器 › 此网站的设置…”或地址栏中的麦克风图标可能已将其暂停。', RETRY],
        ios: ['结束电话，或关闭其他应用。', '回到此页面，点按“重试”。'],
        android: [
          '结束电话，或关闭其他应用。',
          '从屏幕顶部向下滑动：“摄像头使用权限”和“麦克风使用权限”需要处于打开状态。',
          RETRY,
        ],
      },
    },
    'screen-failed': {
      cause: '系统不允许此浏览器录制屏幕。',
      steps: {
        chrome: DESKTOP_SCREEN,
        edge: DESKTOP_SCREEN,
        firefox: DESKTOP_SCREEN,
        safari: DESKTOP_SCREEN,
        ios: PHONE_SCREEN,
        android: PHONE_SCREEN,
      },
    },
    'screen-denied-by-page': {
      cause: '此页面或其外层页面不允许在这里共享屏幕。',
      steps: [
        '请告知此页面的负责人：iframe 需要 allow="display-capture"，且 Permissions-Policy 标头不得禁止它。',
        '在此之前，您可以在单独的标签页中打开通话。',
      ],
    },
    'bad-ice-servers': {
      cause: '浏览器拒绝了连接服务器列表中的部分条目。',
      steps: [
        '请页面的制作者检查 iceServers：每个地址以 stun:、turn: 或 turns: 开头，TURN 服务器需要 username 和 credential。',
        '在此之前，通话将不使用这些条目继续进行；如果无法连通，可以换一个网络试试。',
      ],
    },
    'insecure-context': {
      cause: '地址不以 https:// 开头，因此浏览器不提供摄像头和麦克风。',
      steps: ['在地址前加上 https://，看看页面能否打开。', '如果打不开，需要由服务器的负责人为其配置证书。'],
    },
    'bad-server': {
      cause: '元素的 server 属性不是有效地址。',
      steps: [
        '请页面的制作者将 server 设为一个地址，例如 https://call.example.com。',
        '也可以不设置：此时使用提供 rtc-call.js 的服务器。',
      ],
    },
    'unsupported-browser': {
      cause: '此浏览器版本过旧，或关闭了通话功能。',
      steps: {
        chrome: ['打开“菜单 › 帮助 › 关于 Google Chrome”进行更新。', RELOAD],
        edge: ['打开“菜单 › 帮助和反馈 › 关于 Microsoft Edge”进行更新。', RELOAD],
        firefox: [
          '打开“菜单 › 帮助 › 关于 Firefox”进行更新。',
          '在 about:config 中，media.peerconnection.enabled 应为 true。',
          RELOAD,
        ],
        safari: ['打开“苹果菜单 › 系统设置 › 通用 › 软件更新”。', RELOAD],
        ios: ['请直接在 Safari 浏览器中打开链接，不要在其他 App 内打开。', '打开“设置 › 通用 › 软件更新”。'],
        android: ['请直接在 Chrome 或 Firefox 中打开链接，不要在其他应用内打开。', '在应用商店中更新浏览器。'],
      },
    },
  },
};
