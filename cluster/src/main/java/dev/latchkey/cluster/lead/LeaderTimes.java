package dev.latchkey.cluster.lead;

import java.time.Duration;

/**
 * The timeouts of a leader.
 *
 * @param proposal the next entry is proposed although the one before it is not applied after this long
 * @param round a barrier round without a majority is repeated after this long
 */
public record LeaderTimes(Duration proposal, Duration round) {}
