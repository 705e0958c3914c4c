package dev.latchkey.check.format;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Numbers the processes of a Jepsen history, which may have any name. A number up to 999999999 stands for itself. */
final class ProcessNumbers {

    private static final Pattern ITSELF = Pattern.compile("\\d{1,9}");
    private static final int FIRST_OF_NAMES = 1_000_000_000;

    private final Map<Edn, Integer> ofNames = new HashMap<>();

    /** Returns the number of a process, or {@link JepsenEvent#NEMESIS}. */
    int of(Edn process) {
        if (process instanceof Edn.Num number && ITSELF.matcher(number.digits()).matches()) {
            return Integer.parseInt(number.digits());
        }
        boolean isNemesis = (process instanceof Edn.Keyword keyword
                        && keyword.name().equals("nemesis"))
                || (process instanceof Edn.Text text && text.payload().equals("nemesis"))
                || (process instanceof Edn.Symbol symbol && symbol.name().equals("nemesis"));
        return isNemesis
                ? JepsenEvent.NEMESIS
                : ofNames.computeIfAbsent(process, ignored -> FIRST_OF_NAMES + ofNames.size());
    }

    /** Returns a remark about the processes whose names are not numbers; empty if there are none. */
    String remark() {
        if (ofNames.isEmpty()) {
            return "";
        }
        Map.Entry<Edn, Integer> first =
                ofNames.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
        return Count.of(ofNames.size(), "process")
                + " whose names are not numbers are numbered from "
                + first.getValue() + ", which is " + JepsenEdn.shortened(first.getKey());
    }
}
