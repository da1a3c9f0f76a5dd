declare module 'virtual:emoji/en' {
  const rows: import('./emoji.ts').Row[];
  export default rows;
}
declare module 'virtual:emoji/de' {
  const rows: import('./emoji.ts').Row[];
  export default rows;
}
