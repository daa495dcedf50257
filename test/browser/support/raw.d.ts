/** Files as Vite hands them over with `?raw`. */
declare module '*?raw' {
  const text: string;
  export default text;
}
