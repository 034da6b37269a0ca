// The uploader on a page of its own; what it reports is kept in window.reported.
import "@radix-ui/colors/slate.css";
import "@radix-ui/colors/slate-alpha.css";
import "@radix-ui/colors/slate-dark.css";
import "@radix-ui/colors/slate-dark-alpha.css";
import "@radix-ui/colors/indigo.css";
import "@radix-ui/colors/indigo-alpha.css";
import "@radix-ui/colors/indigo-dark.css";
import "@radix-ui/colors/indigo-dark-alpha.css";
import "@radix-ui/colors/green.css";
import "@radix-ui/colors/green-alpha.css";
import "@radix-ui/colors/green-dark.css";
import "@radix-ui/colors/green-dark-alpha.css";
import "@radix-ui/colors/red.css";
import "@radix-ui/colors/red-alpha.css";
import "@radix-ui/colors/red-dark.css";
import "@radix-ui/colors/red-dark-alpha.css";
import "./tokens.css";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { Uploader } from "./uploader.jsx";

window.reported = [];
const asked = new URLSearchParams(window.location.search);

function Page() {
  const [batch, setBatch] = useState(0);
  return (
    <div style={{ background: "var(--page)", minHeight: "100vh" }}>
      <main style={{ padding: 16, maxWidth: 800, margin: "auto", color: "var(--ink)", fontFamily: "var(--sans)" }}>
        <h1 style={{ fontSize: 20 }}>Uploader</h1>
        <Uploader
          note="SubRip, WebVTT, TTML, SCC and 36 more; audio and video up to 2 GB"
          maxBytes={Number(asked.get("max") ?? 0)}
          hideUploaded={asked.has("hide")}
          anywhere={asked.has("anywhere")}
          owner={asked.get("owner") ?? ""}
          batch={batch}
          onUploaded={(upload) => window.reported.push(["uploaded", upload])}
          onPaste={(text) => window.reported.push(["pasted", text])}
          onRemoved={(id) => window.reported.push(["removed", id])}
        />
        <button id="next-batch" onClick={() => setBatch(batch + 1)}>Next batch</button>
      </main>
    </div>
  );
}

document.documentElement.classList.add(asked.get("theme") ?? "light");
createRoot(document.getElementById("root")).render(<Page />);
