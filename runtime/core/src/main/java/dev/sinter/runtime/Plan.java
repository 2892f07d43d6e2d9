package dev.sinter.runtime;

import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Everything about a program but its code: signature, scratch arrays and steps.
 *
 * <p>A generated class carries it as text. Slots are numbered: the inputs first, then the outputs, then the scratch arrays.
 *
 * @param signature what the program takes and gives
 * @param scratch   the arrays between the steps
 * @param steps     in the order in which they run
 * @param regions   which of them are branches and loops, in order
 */
public record Plan(Signature signature, List<Scratch> scratch, List<Step> steps, List<Region> regions) {
    /**
     * An array that the program keeps for itself.
     *
     * @param dtype   the dtype of its elements
     * @param lengths what it must hold, in elements: it is as long as the longest of these, or longer
     */
    public record Scratch(DType dtype, List<Dim> lengths) {
        public Scratch {
            lengths = List.copyOf(lengths);
            if (lengths.isEmpty()) {
                throw new IllegalArgumentException("a scratch array has at least one length");
            }
        }
    }

    /**
     * A kernel whose units may run in any order and at the same time.
     *
     * @param name  a word for people and tools, without white space
     * @param units how many units of work there are
     * @param cost  what one unit costs, very roughly, in picoseconds of one core: a simple element 100, an fma in a tile 10;
     *              it decides only how finely the work is spread
     */
    public record Step(String name, Dim units, Dim cost) {}

    public Plan {
        scratch = List.copyOf(scratch);
        steps = List.copyOf(steps);
        regions = List.copyOf(regions);
    }

    /** A plan whose steps all run once. */
    public Plan(Signature signature, List<Scratch> scratch, List<Step> steps) {
        this(signature, scratch, steps, List.of());
    }

    public int inputSlot(int input) {
        return input;
    }

    public int outputSlot(int output) {
        return signature.inputs().size() + output;
    }

    public int scratchSlot(int number) {
        return signature.inputs().size() + signature.outputs().size() + number;
    }

    /**
     * The lines that {@link #parse} reads back.
     *
     * <pre>
     * entry train
     * input x f32[N,4]
     * state w f32[4,2]
     * output loss f32[]
     * update w f32[4,2]
     * scratch f32 2*N 8
     * room slice N-3
     * step matmul 2*N 40
     * choice 5
     * step add 8 100
     * else
     * step scale 8 100
     * end
     * </pre>
     *
     * <p>{@code update} is an output that goes into the array of the input of that name; where the output's own name differs,
     * it stands in front of it. A {@link Region} stands around its steps: {@code choice SLOT} and {@code while SLOT} with {@code else} in
     * the middle, {@code up SLOT TIMES} and {@code down SLOT TIMES}.
     */
    public String text() {
        StringBuilder text = new StringBuilder("entry ").append(signature.entry()).append('\n');
        for (Signature.Parameter input : signature.inputs()) {
            text.append(input.state() ? "state " : "input ").append(input.name()).append(' ').append(input.type())
                    .append('\n');
        }
        for (Signature.Result output : signature.outputs()) {
            if (output.updates() == Signature.NOTHING) {
                text.append("output ").append(output.name());
            } else {
                String updated = signature.inputs().get(output.updates()).name();
                text.append("update ").append(output.name().equals(updated) ? "" : output.name() + " ").append(updated);
            }
            text.append(' ').append(output.type()).append('\n');
        }
        for (Scratch array : scratch) {
            text.append("scratch ").append(array.dtype());
            for (Dim length : array.lengths()) {
                text.append(' ').append(length);
            }
            text.append('\n');
        }
        for (Signature.Room room : signature.rooms()) {
            text.append("room ").append(room.op()).append(' ').append(room.size()).append('\n');
        }
        text(text, 0, steps.size(), regions);
        return text.toString();
    }

    private void text(StringBuilder text, int from, int end, List<Region> inner) {
        int at = from;
        for (Region region : inner) {
            steps(text, at, region.first());
            boolean counted = region.kind() == Region.Kind.UP || region.kind() == Region.Kind.DOWN;
            text.append(region.kind().name().toLowerCase(Locale.ROOT)).append(' ').append(region.slot())
                    .append(counted ? " " + region.times() : "").append('\n');
            text(text, region.first(), region.middle(), region.before());
            if (!counted) {
                text.append("else\n");
                text(text, region.middle(), region.end(), region.after());
            }
            text.append("end\n");
            at = region.end();
        }
        steps(text, at, end);
    }

    private void steps(StringBuilder text, int from, int end) {
        for (Step step : steps.subList(from, end)) {
            text.append("step ").append(step.name()).append(' ').append(step.units()).append(' ').append(step.cost())
                    .append('\n');
        }
    }

    /** A region whose end has not been read yet. */
    private static final class Open {
        final Region.Kind kind;
        final int slot;
        final Dim times;
        final int first;
        int middle = -1;
        final List<Region> before = new ArrayList<>();
        final List<Region> after = new ArrayList<>();

        Open(Region.Kind kind, int slot, Dim times, int first) {
            this.kind = kind;
            this.slot = slot;
            this.times = times;
            this.first = first;
        }

        void add(Region region) {
            (middle < 0 ? before : after).add(region);
        }

        Region close(int end) {
            return new Region(kind, slot, times, first, middle < 0 ? end : middle, end, before, after);
        }
    }

    private static Open open(List<String> words, int first, String line) {
        try {
            return new Open(Region.Kind.valueOf(words.get(0).toUpperCase(Locale.ROOT)),
                    Integer.parseInt(words.get(1)), words.size() == 3 ? Dim.parse(words.get(2)) : Dim.ZERO, first);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the program's plan has the malformed line '" + line + "'", e);
        }
    }

    /** Reads what {@link #text} writes; {@link IllegalArgumentException} names the line that is malformed. */
    public static Plan parse(String text) {
        String entry = "";
        List<Signature.Parameter> inputs = new ArrayList<>();
        List<Signature.Result> outputs = new ArrayList<>();
        List<Signature.Room> rooms = new ArrayList<>();
        List<Scratch> scratch = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        List<Open> open = new ArrayList<>();
        open.add(new Open(Region.Kind.CHOICE, 0, Dim.ZERO, 0));
        for (String line : words(text, '\n')) {
            List<String> words = words(line, ' ');
            String last = words.get(words.size() - 1);
            String form = words.get(0) + " " + words.size();
            switch (form) {
                case "entry 2" -> entry = last;
                case "input 3", "state 3" ->
                    inputs.add(new Signature.Parameter(words.get(1), TensorType.parse(last), form.startsWith("s")));
                case "output 3" ->
                    outputs.add(new Signature.Result(words.get(1), TensorType.parse(last), Signature.NOTHING));
                case "update 3", "update 4" -> outputs.add(
                        new Signature.Result(words.get(1), TensorType.parse(last),
                                indexOf(inputs, words.get(words.size() - 2), line)));
                case "room 3" -> rooms.add(new Signature.Room(words.get(1), Dim.parse(last)));
                case "step 4" -> steps.add(new Step(words.get(1), Dim.parse(words.get(2)), Dim.parse(last)));
                case "choice 2", "while 2", "up 3", "down 3" -> open.add(open(words, steps.size(), line));
                case "else 1" -> open.get(open.size() - 1).middle = steps.size();
                case "end 1" -> {
                    Region region = open.remove(open.size() - 1).close(steps.size());
                    if (open.isEmpty()) {
                        throw new IllegalArgumentException("the program's plan has an 'end' too many");
                    }
                    open.get(open.size() - 1).add(region);
                }
                default -> scratch.add(scratch(words, line));
            }
        }
        return new Plan(new Signature(entry, inputs, outputs, rooms), scratch, steps, open.get(0).before);
    }

    private static Scratch scratch(List<String> words, String line) {
        if (!words.get(0).equals("scratch") || words.size() < 3) {
            throw new IllegalArgumentException("the program's plan has the malformed line '" + line + "'");
        }
        List<Dim> lengths = new ArrayList<>();
        for (String length : words.subList(2, words.size())) {
            lengths.add(Dim.parse(length));
        }
        return new Scratch(DType.parse(words.get(1)), lengths);
    }

    private static int indexOf(List<Signature.Parameter> inputs, String name, String line) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("the program's plan updates an unknown input: '" + line + "'");
    }

    /** The non-empty parts between separators. */
    private static List<String> words(String text, char separator) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int end = 0; end <= text.length(); end++) {
            if (end == text.length() || text.charAt(end) == separator) {
                if (end > start) {
                    words.add(text.substring(start, end));
                }
                start = end + 1;
            }
        }
        return words;
    }
}
