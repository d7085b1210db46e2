// Measured in the page: from the key press to the frame in which the changed picture is painted.
window.rrBench = {
  start(root, kind) {
    this.stop?.();
    const times = [];
    let pressed = null;
    let painted = [];
    const down = () => (pressed = performance.now());
    document.addEventListener("keydown", down, true);
    // A message posted in an animation frame arrives once that frame has been painted.
    const channel = new MessageChannel();
    const waiting = [];
    channel.port1.onmessage = () => waiting.shift()();
    const afterPaint = (done) =>
      requestAnimationFrame(() => {
        waiting.push(done);
        channel.port2.postMessage(null);
      });
    const finish = () =>
      afterPaint(() => {
        const now = performance.now();
        painted.push(now);
        if (pressed !== null) {
          times.push(now - pressed);
          pressed = null;
        }
      });
    const whenLoaded = (img) => {
      if (img.complete && img.naturalWidth) finish();
      else img.addEventListener("load", finish, { once: true });
    };
    const observer = new MutationObserver((changes) => {
      for (const change of changes) {
        if (kind === "label") {
          if (change.target.closest?.("[data-bench-label]") ||
              change.target.parentElement?.closest("[data-bench-label]")) return finish();
        } else {
          if (change.type === "attributes" && change.target.matches("img.rr-live")) {
            return whenLoaded(change.target);
          }
          for (const node of change.addedNodes) {
            const img = node.nodeType === 1 && (node.matches("img") ? node : node.querySelector("img"));
            if (img && !img.classList.contains("rr-live")) return whenLoaded(img);
          }
        }
      }
    });
    observer.observe(root, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["src"],
    });
    this.stop = () => {
      observer.disconnect();
      document.removeEventListener("keydown", down, true);
    };
    this.times = () => times;
    this.painted = () => painted;
    this.clear = () => {
      times.length = 0;
      painted.length = 0;
    };
  },
};
