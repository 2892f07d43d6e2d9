package dev.sinter.samples.names;

import dev.sinter.Sinter;
import dev.sinter.data.TensorDataset;
import dev.sinter.nn.Functional;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Names as numbers: 1 to 26 for the letters a to z, 0 for the beginning and the end. */
public final class Names {
    /** How many different numbers there are. */
    public static final int LETTERS = 27;
    /** What stands before a name and after it. */
    public static final long END = 0;
    /** How many letters of a name are read. */
    public static final int LONGEST = 15;

    private Names() {}

    /**
     * The names of a file, one on each line, as pairs of letters [{@link #LONGEST} + 1] and of the letters that follow them; what follows
     * the end counts for nothing.
     */
    public static TensorDataset read(Path file) throws IOException {
        List<String> names = Files.readAllLines(file).stream().filter(name -> !name.isBlank()).toList();
        long[][] letters = new long[names.size()][LONGEST + 1];
        long[][] next = new long[names.size()][LONGEST + 1];
        for (int i = 0; i < letters.length; i++) {
            Arrays.fill(next[i], Functional.IGNORE_INDEX);
            String name = names.get(i).toLowerCase(Locale.ROOT);
            int length = Math.min(name.length(), LONGEST);
            for (int t = 0; t < length; t++) {
                next[i][t] = (long) name.charAt(t) - 'a' + 1;
                letters[i][t + 1] = next[i][t];
            }
            next[i][length] = END;
        }
        return new TensorDataset(Sinter.tensor(letters), Sinter.tensor(next));
    }

    static char letter(long number) {
        return (char) ('a' + number - 1);
    }
}
