import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { forgetMe, setMe } from "@/features/account/me";
import AdminScreen from "../AdminScreen";
import { OWNER, server } from "../testing";
// Fetched before the first test asks for it.
import "./PrivacySection";

const KEPT = { chat: 90, files: "forever", meetings: 90, log: 90 };
const GET = "GET /api/admin/retention";
const PUT = "PUT /api/admin/retention";

/** What was asked about the section's matter: the page around it asks for other things. */
const own = (asked: readonly string[]) => asked.filter((call) => call.includes("/api/admin/retention"));

beforeEach(() => {
  forgetMe();
  setMe(OWNER);
});

function type(what: string, days: string): HTMLInputElement {
  const field = screen.getByLabelText<HTMLInputElement>(`${what}: days`);
  fireEvent.change(field, { target: { value: days } });
  return field;
}

describe("how long things are kept", () => {
  it("stands in four lines, and the log never for ever", async () => {
    server({ [GET]: KEPT });
    render(<AdminScreen section="privacy" />);
    const files = await screen.findByRole("group", { name: "Files" });
    expect(within(files).getByRole<HTMLInputElement>("switch").checked).toBe(true);
    expect(within(files).getByLabelText<HTMLInputElement>("Files: days").disabled).toBe(true);
    expect(screen.getByLabelText<HTMLInputElement>("Chat: days").value).toBe("90");
    expect(within(screen.getByRole("group", { name: "Activity log" })).queryByRole("switch")).toBeNull();
    expect(screen.getAllByRole("group")).toHaveLength(4);
  });

  it("is lengthened at once", async () => {
    const asked = server({ [GET]: KEPT, [PUT]: { ...KEPT, chat: 365 } });
    render(<AdminScreen section="privacy" />);
    await screen.findByRole("group", { name: "Chat" });
    fireEvent.submit(type("Chat", "365"));
    await waitFor(() => expect(asked).toContain(PUT));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("is shortened only after a question that names what goes", async () => {
    const asked = server({ [GET]: KEPT, [PUT]: { ...KEPT, chat: 1, files: 30 } });
    render(<AdminScreen section="privacy" />);
    const files = await screen.findByRole("group", { name: "Files" });
    fireEvent.click(within(files).getByRole("switch"));
    type("Files", "30");
    fireEvent.submit(type("Chat", "1"));
    const dialog = await screen.findByRole("dialog");
    expect(
      within(dialog)
        .getAllByRole("listitem")
        .map((item) => item.textContent),
    ).toEqual(["Chat messages older than 1 day", "Files uploaded more than 30 days ago"]);
    expect(own(asked)).toEqual([GET]);
    fireEvent.click(within(dialog).getByRole("button", { name: "Save and delete" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(own(asked)).toEqual([GET, PUT]);
    // What is in force now counts: the same again is no longer shorter.
    fireEvent.submit(screen.getByLabelText("Chat: days"));
    await waitFor(() => expect(own(asked)).toEqual([GET, PUT, PUT]));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("stays as it was when the question is answered with no", async () => {
    const asked = server({ [GET]: KEPT });
    render(<AdminScreen section="privacy" />);
    await screen.findByRole("group", { name: "Chat" });
    const field = type("Chat", "7");
    fireEvent.submit(field);
    fireEvent.click(await screen.findByRole("button", { name: "Cancel" }));
    expect(own(asked)).toEqual([GET]);
    expect(field.value).toBe("7");
  });

  it("is not sent with days that the server would refuse", async () => {
    const asked = server({ [GET]: KEPT });
    render(<AdminScreen section="privacy" />);
    await screen.findByRole("group", { name: "Chat" });
    const log = type("Activity log", "4000");
    fireEvent.submit(type("Chat", "91"));
    expect(document.activeElement).toBe(log);
    expect(screen.getByText("1 to 3,650")).toBeDefined();
    expect(own(asked)).toEqual([GET]);
  });
});
