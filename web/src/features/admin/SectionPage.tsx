/** What every section of the administration stands in: its title as the heading, one line on what it is for, its acts. */
import { type ReactNode, useEffect, useRef } from "react";
import { useTitle } from "@/platform/useTitle";
import styles from "./SectionPage.module.css";

export interface SectionPageProps {
  title: string;
  /** Below the title, in small. */
  lead?: ReactNode;
  /** Stands at the end of the title's line: the section's own acts. */
  acts?: ReactNode;
  children: ReactNode;
}

export function SectionPage({ title, lead, acts, children }: SectionPageProps) {
  useTitle(title);
  const heading = useRef<HTMLHeadingElement>(null);
  // The section replaced another one: it is read from its title.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className={styles.page}>
      <div className={styles.top}>
        <div>
          <h1 ref={heading} tabIndex={-1} className={styles.title}>
            {title}
          </h1>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {acts && <div className={styles.acts}>{acts}</div>}
      </div>
      {children}
    </div>
  );
}
