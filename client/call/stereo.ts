/**
 * Two channels for a shared sound. Opus carries one unless both descriptions ask for two (RFC 7587, 6.1: `stereo` is what one
 * side wants to receive, `sprop-stereo` what it is going to send), and no API asks for them.
 */

/** The SDP with two channels in its m-line number `index`; unchanged where that has no Opus or has said its own word. */
export function withStereo(sdp: string, index: number): string {
  const [session = '', ...media] = sdp.split(/^(?=m=)/m);
  return [session, ...media.map((section, at) => (at === index ? stereo(section) : section))].join('');
}

function stereo(section: string): string {
  const type = /^a=rtpmap:(\d+) opus\/48000\/2/im.exec(section)?.[1];
  if (type === undefined || /^a=fmtp:.*\bstereo=/m.test(section)) return section;
  return section.replace(new RegExp(`^a=fmtp:${type} `, 'm'), '$&stereo=1;sprop-stereo=1;');
}
