package dev.latchkey.app.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a scrape returns, parsed independently of the classes that write it. */
final class Exposed {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /**
     * A metric.
     *
     * @param labels the names of its labels, without those that the type implies
     */
    record Family(String name, String type, String help, TreeSet<String> labels) {}

    private final Map<String, Family> families = new TreeMap<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();

    Exposed(String text) {
        Map<String, String> helps = new LinkedHashMap<>();
        Family family = null;
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                helps.put(words[2], words[3]);
            } else if (line.startsWith("# TYPE ")) {
                family = new Family(words[2], words[3], helps.getOrDefault(words[2], ""), new TreeSet<>());
                if (families.put(words[2], family) != null) {
                    throw new IllegalArgumentException(words[2] + " occurs twice");
                }
            } else if (!line.isEmpty()) {
                sample(line, family);
            }
        }
    }

    private void sample(String line, @Nullable Family family) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches() || family == null || !sample.group(1).startsWith(family.name())) {
            throw new IllegalArgumentException("not a sample of a metric: " + line);
        }
        TreeMap<String, String> labels = new TreeMap<>();
        if (sample.group(2) != null) {
            LABEL.matcher(sample.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        List<String> names = new ArrayList<>(labels.keySet());
        names.removeAll(List.of("le", "quantile"));
        family.labels().addAll(names);
        if (samples.put(sample.group(1) + labels, Double.valueOf(sample.group(3).replace("+Inf", "Infinity")))
                != null) {
            throw new IllegalArgumentException(line + " occurs twice");
        }
    }

    /** The metrics by name. */
    Map<String, Family> families() {
        return families;
    }

    /** The names of all samples, such as those with the suffix {@code _bucket}. */
    Set<String> sampleNames() {
        Set<String> names = new TreeSet<>();
        samples.keySet().forEach(key -> names.add(key.substring(0, key.indexOf('{'))));
        return names;
    }

    /** Whether there is a sample, written as {@code name{label=value, ...}} with the labels in order. */
    boolean has(String sample) {
        return samples.containsKey(sample.contains("{") ? sample : sample + "{}");
    }

    /** The value of a sample. */
    double value(String sample) {
        Double value = samples.get(sample.contains("{") ? sample : sample + "{}");
        if (value == null) {
            throw new IllegalArgumentException("no sample " + sample);
        }
        return value;
    }

    /** The samples whose name is {@code name}, by their labels. */
    Map<String, Double> all(String name) {
        Map<String, Double> all = new LinkedHashMap<>();
        samples.forEach((key, value) -> {
            if (key.startsWith(name + "{")) {
                all.put(key.substring(name.length()), value);
            }
        });
        return all;
    }
}
