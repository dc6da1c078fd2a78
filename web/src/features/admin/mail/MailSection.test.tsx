import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { forgetMe, setMe } from "@/features/account/me";
import AdminScreen from "../AdminScreen";
import { OWNER, server } from "../testing";
// Fetched before the first test asks for it.
import "./MailSection";

const NONE = { source: "none", host: "", port: 0, security: "", user: "", sender: "", password_set: false };
const SET = {
  source: "administrators",
  host: "smtp.example.org",
  port: 587,
  security: "starttls",
  user: "rapat",
  sender: "rapat@example.org",
  password_set: true,
};
const GET = "GET /api/admin/mail";
const PUT = "PUT /api/admin/mail";
const TEST = "POST /api/admin/mail/test";

/** What was asked about the section's matter: the page around it asks for other things. */
const own = (asked: readonly string[]) => asked.filter((call) => call.includes("/api/admin/mail"));

beforeEach(() => {
  forgetMe();
  setMe(OWNER);
});

function type(label: string, value: string): HTMLElement {
  const field = screen.getByLabelText(label);
  fireEvent.change(field, { target: { value } });
  return field;
}

describe("the mail server", () => {
  it("is none at first: everything works by link, and there is nothing to try", async () => {
    server({ [GET]: NONE });
    render(<AdminScreen section="mail" />);
    expect(await screen.findByText("No mail server: everything works by link")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Send me a test letter" })).toBeNull();
    expect(screen.getByRole("heading", { name: "Set a mail server here" })).toBeDefined();
  });

  it("is set, and what is in force follows", async () => {
    const asked = server({ [GET]: NONE, [PUT]: SET });
    const sent = vi.spyOn(JSON, "stringify");
    render(<AdminScreen section="mail" />);
    fireEvent.click(await screen.findByLabelText(/From the start \(TLS\)/));
    expect(screen.getByLabelText<HTMLInputElement>("Port").value).toBe("465");
    type("Mail server", "smtp.example.org");
    type("User", "rapat");
    const password = type("Password", "hunter2 hunter2");
    fireEvent.submit(type("Sender", "rapat@example.org"));
    expect(await screen.findByText("Set on this page")).toBeDefined();
    expect(asked).toContain(PUT);
    expect(sent).toHaveBeenCalledWith({
      host: "smtp.example.org",
      port: 465,
      security: "tls",
      user: "rapat",
      sender: "rapat@example.org",
      password: "hunter2 hunter2",
    });
    sent.mockRestore();
    // It was sent, and stays nowhere in the page.
    expect((password as HTMLInputElement).value).toBe("");
    expect(screen.getByText("One is set. Leave empty to keep it.")).toBeDefined();
  });

  it("is not set with a field that cannot be right, and says which", async () => {
    const asked = server({ [GET]: SET });
    render(<AdminScreen section="mail" />);
    await screen.findByText("Set on this page");
    const host = type("Mail server", "https://smtp.example.org/");
    fireEvent.submit(type("Sender", "rapat@example.org"));
    expect(document.activeElement).toBe(host);
    expect(screen.getByText("The name or address alone, as smtp.example.org.")).toBeDefined();
    expect(own(asked)).toEqual([GET]);
  });

  it("takes a letter to try it, which says for whom", async () => {
    server({ [GET]: SET, [TEST]: { sent: true, words: "" } });
    render(<AdminScreen section="mail" />);
    fireEvent.click(await screen.findByRole("button", { name: "Send me a test letter" }));
    expect(await screen.findByText(/took the letter to ana@example\.org/)).toBeDefined();
  });

  it("says what to do when it does not take it, and its own words", async () => {
    server({ [GET]: SET, [TEST]: { sent: false, words: "535 5.7.8 bad credentials" } });
    render(<AdminScreen section="mail" />);
    fireEvent.click(await screen.findByRole("button", { name: "Send me a test letter" }));
    const told = (await screen.findByRole("alert")).textContent;
    expect(told).toContain("did not accept the sign-in");
    expect(told).toContain("535 5.7.8 bad credentials");
  });

  it("is not tried by what is typed but not saved", async () => {
    server({ [GET]: SET });
    render(<AdminScreen section="mail" />);
    const test = await screen.findByRole<HTMLButtonElement>("button", { name: "Send me a test letter" });
    type("Port", "465");
    expect(test.disabled).toBe(true);
    expect(screen.getByText(/^Save first/)).toBeDefined();
    expect(screen.getByText(/^Type it again/)).toBeDefined();
  });

  it("is the operator's again only after a question", async () => {
    const operators = { ...SET, source: "operator", host: "relay.example.org" };
    const asked = server({ [GET]: SET, "DELETE /api/admin/mail": operators });
    render(<AdminScreen section="mail" />);
    fireEvent.click(await screen.findByRole("button", { name: "Use the operator's settings" }));
    expect(await screen.findByText(/What was set here about smtp\.example\.org is forgotten/)).toBeDefined();
    expect(own(asked)).toEqual([GET]);
    fireEvent.click(screen.getByRole("button", { name: "Use them" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(screen.getByText("Set by the operator, when the server was started")).toBeDefined();
    expect(screen.getByLabelText<HTMLInputElement>("Mail server").value).toBe("relay.example.org");
    expect(screen.queryByRole("button", { name: "Use the operator's settings" })).toBeNull();
  });
});
