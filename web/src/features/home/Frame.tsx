/** The frame of every screen outside a call: the way home, places and account, settings, and the content below. */
import type { ReactNode } from "react";
import { AccountCorner } from "@/features/account/AccountCorner";
import { SettingsButton } from "@/features/settings/SettingsButton";
import { Brand } from "@/ui/Brand";
import styles from "./Frame.module.css";

export function Frame({ children }: { children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <header className={styles.header}>
        <Brand />
        <div className={styles.corner}>
          <AccountCorner />
          <SettingsButton />
        </div>
      </header>
      <main className={styles.main}>{children}</main>
    </div>
  );
}
