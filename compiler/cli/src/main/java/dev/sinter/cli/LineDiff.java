package dev.sinter.cli;

import java.util.ArrayList;
import java.util.List;

/** The lines in which two texts differ, around a longest common subsequence: {@code - gone}, {@code + new}. */
final class LineDiff {
    /** Above this many pairs of lines the middle is shown as wholly replaced. */
    private static final long MOST_PAIRS = 4_000_000;

    private LineDiff() {}

    static List<String> between(List<String> a, List<String> b) {
        int start = 0;
        while (start < Math.min(a.size(), b.size()) && a.get(start).equals(b.get(start))) {
            start++;
        }
        int endOfA = a.size();
        int endOfB = b.size();
        while (endOfA > start && endOfB > start && a.get(endOfA - 1).equals(b.get(endOfB - 1))) {
            endOfA--;
            endOfB--;
        }
        return middle(a.subList(start, endOfA), b.subList(start, endOfB));
    }

    private static List<String> middle(List<String> a, List<String> b) {
        boolean compared = (long) a.size() * b.size() <= MOST_PAIRS;
        // common[i][j] is the length of the longest common subsequence of what remains of a from i on and of b from j on.
        int[][] common = new int[compared ? a.size() + 1 : 0][b.size() + 1];
        for (int i = common.length - 2; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (compared && i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                i++;
                j++;
            } else if (i < a.size() && (j == b.size() || !compared || common[i + 1][j] >= common[i][j + 1])) {
                lines.add("- " + a.get(i++).strip());
            } else {
                lines.add("+ " + b.get(j++).strip());
            }
        }
        return lines;
    }
}
