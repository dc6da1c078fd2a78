/** The frame of every screen outside a call: the way home, settings, and the content below. */
import type { ReactNode } from "react";
import { SettingsButton } from "@/features/settings/SettingsButton";
import { Brand } from "@/ui/Brand";
import styles from "./Frame.module.css";

export function Frame({ children }: { children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <header className={styles.header}>
        <Brand />
        <SettingsButton />
      </header>
      <main className={styles.main}>{children}</main>
    </div>
  );
}
