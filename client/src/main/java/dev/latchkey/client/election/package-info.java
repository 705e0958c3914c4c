/**
 * Leader election: of all clients that campaign, one is the leader, until it resigns or its session ends.
 *
 * <pre>{@code
 * Election election = latchkey.election("scheduler").withText("host-1:8080");
 * try (Leadership leadership = election.campaign()) {
 *     latchkey.clerk().put("schedule", plan, version, leadership.guard()).orThrow(); // refused once another client leads
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.client.election;

import org.jspecify.annotations.NullMarked;
