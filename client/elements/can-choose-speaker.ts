/** Whether a speaker can be chosen here at all: not in Safari below 18.4, nor on iOS. */
export const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;
