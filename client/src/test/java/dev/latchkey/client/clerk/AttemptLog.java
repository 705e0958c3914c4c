package dev.latchkey.client.clerk;

import dev.latchkey.client.link.Link;
import dev.latchkey.wire.Answer;
import java.util.ArrayList;
import java.util.List;

/** Creates named attempts and records their results in order. */
public final class AttemptLog {

    public final List<String> results = new ArrayList<>();
    public final List<Answer> answers = new ArrayList<>();

    public Link.Attempt attempt(String name) {
        return new Link.Attempt() {
            @Override
            public void answered(Answer answer) {
                answers.add(answer);
                results.add(name + " answered");
            }

            @Override
            public void failed(String why) {
                results.add(name + " failed: " + why);
            }
        };
    }
}
