/** Three bars, as phones show a line: one of them full for a weak one, none for a lost one. */
export function LineMark({ lost }: { lost: boolean }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
      <rect x="1" y="10" width="3.5" height="5" rx="1" opacity={lost ? 0.35 : 1} />
      <rect x="6.25" y="6" width="3.5" height="9" rx="1" opacity={0.35} />
      <rect x="11.5" y="1" width="3.5" height="14" rx="1" opacity={0.35} />
      {lost && <path d="M2 1.5l4.5 4.5M6.5 1.5L2 6" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />}
    </svg>
  );
}
