package dev.latchkey.core.history;

import java.util.List;

/**
 * The latest events of one key.
 *
 * @param complete whether the history holds every event that the key ever had; false also if that is unknown
 * @param events newest first
 */
public record KeyHistory(boolean complete, List<Event> events) {}
