/** Engine.IO's own choice of transports: never asked, since the element names its two. */
export const transports = {};
export const WT = null;
