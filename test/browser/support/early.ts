/** Elements in a page before they are defined. Imported before `client/define.js`; what becomes of them is tested. */
import { NO_SERVER, ROOM } from './mounted.js';

const page = document.createElement('div');
page.innerHTML = `<rtc-call room="${ROOM}" server="${NO_SERVER}" display-name="Grace"></rtc-call>`;

export const early = {
  call: document.createElement('rtc-call'),
  video: document.createElement('rtc-video'),
  page,
  stream: new MediaStream(),
};

Object.assign(early.call, { room: ROOM, server: NO_SERVER, displayName: 'Ada', labels: { join: 'Come in' } });
Object.assign(early.video, { label: 'Ada Lovelace', videoOff: true, srcObject: early.stream });
document.body.append(early.call, early.video, early.page);
