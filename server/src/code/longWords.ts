/** Finds words of three characters or more, with which places are compared; shorter ones are everywhere. */
export const longWords = /[\p{L}_$][\p{L}\p{N}_$]{2,}/gu;
