package dev.latchkey.client.clerk;

import dev.latchkey.client.link.Link;
import dev.latchkey.wire.Answer;
import java.util.ArrayList;
import java.util.List;

/** Attempts with names, and what became of them in the order in which it did. */
public final class AttemptLog {

    public final List<String> ends = new ArrayList<>();
    public final List<Answer> answers = new ArrayList<>();

    public Link.Attempt attempt(String name) {
        return new Link.Attempt() {
            @Override
            public void answered(Answer answer) {
                answers.add(answer);
                ends.add(name + " answered");
            }

            @Override
            public void failed(String why) {
                ends.add(name + " failed: " + why);
            }
        };
    }
}
