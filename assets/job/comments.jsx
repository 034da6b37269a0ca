// Comments as people read them: threads with their replies, a hundred at a time.

import { useState } from "react";
import { Moment } from "../relative-time.jsx";
import { useResult } from "./result.js";

const AT_ONCE = 100;

export function Comments({ jobId, version }) {
  const [count, setCount] = useState(AT_ONCE);
  const result = useResult(jobId, version);
  if (!result) return null;
  const { threads = [], title, total } = result;
  return (
    <section className="comments" data-testid="comments" aria-label="Comments">
      <h2>{title || "Comments"}</h2>
      <p className="hint">{`${counted(total, "comment")} in ${counted(threads.length, "thread")}`}</p>
      <ol>
        {threads.slice(0, count).map((thread) => (
          <li key={thread.id}>
            <Comment comment={thread} />
            {thread.replies.length > 0 && (
              <ol>
                {thread.replies.map((reply) => (
                  <li key={reply.id}><Comment comment={reply} /></li>
                ))}
              </ol>
            )}
          </li>
        ))}
      </ol>
      {threads.length > count && (
        <button type="button" className="button plain" onClick={() => setCount(count + AT_ONCE)}>
          Show {Math.min(AT_ONCE, threads.length - count)} more
        </button>
      )}
    </section>
  );
}

function counted(count, word) {
  return `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
}

function Comment({ comment }) {
  return (
    <article className="comment">
      <header>
        <strong>{comment.author || "Somebody"}</strong>
        {comment.by_uploader && <span className="tag">Uploader</span>}
        {comment.pinned && <span className="tag">Pinned</span>}
        <Moment at={comment.created_at} className="hint" />
        {comment.likes > 0 && <span className="hint">{comment.likes.toLocaleString("en")} likes</span>}
      </header>
      <p>{comment.text}</p>
    </article>
  );
}
