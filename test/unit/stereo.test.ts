import { describe, expect, test } from 'vitest';
import { withStereo } from '../../client/call/stereo.js';

const lines = (...all: string[]): string => all.map((line) => `${line}\r\n`).join('');
const SESSION = lines('v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0 1');
const opus = (...settings: string[]): string =>
  lines(
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
    'a=rtpmap:111 opus/48000/2',
    ...settings.map((setting) => `a=fmtp:111 ${setting}`),
    'a=rtpmap:63 red/48000/2',
    'a=fmtp:63 111/111',
  );
const CHROMIUM = opus('minptime=10;useinbandfec=1');
const VIDEO = lines('m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=rtpmap:96 VP8/90000');

describe('two channels', () => {
  test('are asked for in one m-line, and nothing else changes', () => {
    const asked = opus('stereo=1;sprop-stereo=1;minptime=10;useinbandfec=1');
    expect(withStereo(SESSION + CHROMIUM + VIDEO + CHROMIUM, 2)).toBe(SESSION + CHROMIUM + VIDEO + asked);
  });

  test.each([
    ['has said its own word', opus('maxplaybackrate=48000;stereo=0;useinbandfec=1')],
    ['has asked for them', opus('maxplaybackrate=48000;stereo=1;useinbandfec=1')],
    ['has no Opus', VIDEO],
    ['says nothing of its Opus', opus()],
  ])('are not asked for where the m-line %s', (_case, section) => {
    expect(withStereo(SESSION + section, 0)).toBe(SESSION + section);
  });

  test('are asked for once', () => {
    const once = withStereo(SESSION + CHROMIUM, 0);
    expect(withStereo(once, 0)).toBe(once);
  });

  test.each([SESSION + CHROMIUM, SESSION, ''])('change nothing where there is no such m-line', (sdp) => {
    expect(withStereo(sdp, 3)).toBe(sdp);
  });
});
