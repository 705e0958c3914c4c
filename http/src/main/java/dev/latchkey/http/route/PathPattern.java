package dev.latchkey.http.route;

import org.jspecify.annotations.Nullable;

/** The path of a route, with at most one variable. */
final class PathPattern {

    private final String before;
    private final String after;
    private final boolean hasVariable;
    private final boolean takesRest;

    PathPattern(String path) {
        int open = path.indexOf('{');
        int close = path.indexOf('}');
        hasVariable = open >= 0;
        takesRest = hasVariable && path.charAt(close - 1) == '+';
        before = hasVariable ? path.substring(0, open) : path;
        after = hasVariable ? path.substring(close + 1) : "";
    }

    /** Returns the part of {@code path} that the variable stands for, empty if the pattern has none; null if the path does not match. */
    @Nullable
    String match(String path) {
        if (!hasVariable) {
            return path.equals(before) ? "" : null;
        }
        if (path.length() < before.length() + after.length() || !path.startsWith(before) || !path.endsWith(after)) {
            return null;
        }
        String variable = path.substring(before.length(), path.length() - after.length());
        boolean fits = takesRest || (!variable.isEmpty() && variable.indexOf('/') < 0);
        return fits ? variable : null;
    }
}
