package dev.sinter.compiler.passes;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The switches for looking into the passes, from the system property {@code sinter.debug}:
 * {@code -Dsinter.debug=check=3,dump=/tmp/graphs,time,skip=algebra,bisect=12}.
 *
 * @param check  0: trust the passes; 1 (default): verify the graph before the first pass and after each; 2: also demand that a pass
 *               finds nothing to do in its own result, and that the passes together come to an end; 3: also print each graph, read it
 *               back, and demand the same text
 * @param dump   the folder into which each graph is written, before the first pass and after each that changed it, or null
 * @param time   whether to report each pass's time and what it changed
 * @param skip   the names of passes to leave out; {@code skip=} may be given several times
 * @param bisect how many changes (firings of rules) to make in all; the first that is not made is reported. The greatest number with
 *               which a program still works names the rule that breaks it
 */
public record Debug(int check, @Nullable Path dump, boolean time, Set<String> skip, int bisect) {
    public static final String PROPERTY = "sinter.debug";

    private static final String WORDS = "check=0..3, dump=FOLDER, time, skip=PASS, bisect=N, separated by commas";

    public Debug {
        skip = Set.copyOf(skip);
    }

    /** Verifies, and nothing else. */
    public static final Debug DEFAULT = new Debug(1, null, false, Set.of(), Integer.MAX_VALUE);

    /** Holds what the system property says when it is first asked for. */
    private static final class FromProperty {
        static final Debug VALUE = parse(System.getProperty(PROPERTY, ""));
    }

    /** What the system property says, read once; {@link IllegalArgumentException} where it is malformed. */
    public static Debug current() {
        return FromProperty.VALUE;
    }

    /** Reads the form of the system property; {@link IllegalArgumentException} where it is malformed. */
    public static Debug parse(String text) {
        int check = DEFAULT.check;
        Path dump = null;
        boolean time = false;
        Set<String> skip = new LinkedHashSet<>();
        int bisect = DEFAULT.bisect;
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String word = (equals < 0 ? part : part.substring(0, equals)).strip();
            String value = equals < 0 ? "" : part.substring(equals + 1).strip();
            switch (word) {
                case "check" -> check = number(part, value, 3);
                case "dump" -> dump = Path.of(given(part, value));
                case "time" -> time = true;
                case "skip" -> skip.add(given(part, value));
                case "bisect" -> bisect = number(part, value, Integer.MAX_VALUE);
                default -> throw malformed(part);
            }
        }
        return new Debug(check, dump, time, skip, bisect);
    }

    private static String given(String part, String value) {
        if (value.isEmpty()) {
            throw malformed(part);
        }
        return value;
    }

    private static int number(String part, String value, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw malformed(part);
    }

    private static IllegalArgumentException malformed(String part) {
        return new IllegalArgumentException(PROPERTY + ": '" + part + "' is not one of " + WORDS);
    }
}
