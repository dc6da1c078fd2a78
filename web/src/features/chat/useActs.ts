/** What people do to messages: asks the server, takes its answer, says what did not work. */
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/i18n/useErrorText";
import { toast } from "@/ui/toasts";
import { useChatRoom } from "./room";

export interface Acts {
  /** Resolves to false when it did not work, which has been said then. */
  edit(id: string, text: string): Promise<boolean>;
  remove(id: string): void;
  react(id: string, emoji: string, chosen: boolean): void;
  approve(id: string): void;
  pin(id: string | null): void;
  steer(change: { approval?: boolean; slow_seconds?: number }): void;
  copy(text: string): void;
}

export function useActs(): Acts {
  const { t } = useTranslation("chat");
  const { chat } = useChatRoom();
  const wordsFor = useErrorText();
  const attempt = async (work: Promise<void>): Promise<boolean> => {
    try {
      await work;
      return true;
    } catch (error) {
      toast({ kind: "chat-failed", text: wordsFor(error), tone: "danger" });
      return false;
    }
  };
  const { server } = chat;
  const accepted = (answer: ReturnType<typeof server.approve>) =>
    attempt(answer.then((message) => chat.accept(message)));
  const ruled = (answer: ReturnType<typeof server.pin>) =>
    void attempt(answer.then((rules) => chat.acceptRules(rules)));
  return {
    edit: (id, text) => accepted(server.edit(id, crypto.randomUUID(), text)),
    remove: (id) => void attempt(server.remove(id).then(() => chat.load())),
    react: (id, emoji, chosen) => void accepted(server.react(id, emoji, chosen)),
    approve: (id) => void accepted(server.approve(id)),
    pin: (id) => ruled(server.pin(id)),
    steer: (change) => ruled(server.steer(change)),
    copy: (text) =>
      void navigator.clipboard.writeText(text).then(
        () => toast({ kind: "copied", text: t("copied") }),
        () => undefined,
      ),
  };
}
