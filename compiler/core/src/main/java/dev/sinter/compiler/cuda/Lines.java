package dev.sinter.compiler.cuda;

/** Text of CUDA C being written, line by line, indented by its braces. */
final class Lines {
    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** Adds a line; {@code {}} are filled with the arguments in turn. */
    Lines add(String line, Object... arguments) {
        String filled = fill(line, arguments);
        if (filled.startsWith("}")) {
            depth--;
        }
        text.append("    ".repeat(depth)).append(filled).append('\n');
        if (filled.endsWith("{")) {
            depth++;
        }
        return this;
    }

    private static String fill(String line, Object... arguments) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        for (Object argument : arguments) {
            int hole = line.indexOf("{}", at);
            filled.append(line, at, hole).append(argument);
            at = hole + 2;
        }
        return filled.append(line.substring(at)).toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
