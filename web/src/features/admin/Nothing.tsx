/** What stands in the place of an empty list: a sign, and a sentence on when there will be something. */
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import styles from "./List.module.css";

export function Nothing({ icon: Sign, children }: { icon: Icon; children: ReactNode }) {
  return (
    <div className={styles.empty}>
      <Sign size={32} stroke={1.5} aria-hidden="true" />
      <p>{children}</p>
    </div>
  );
}
