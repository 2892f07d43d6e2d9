package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Scanned;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What recurrent networks have in common: layers of cells that walk along a sequence, [T, N, in] to [T, N, directions * hidden].
 *
 * <p>Layer l has {@code weight_ih_l} [gates * hidden, in], {@code weight_hh_l} [gates * hidden, hidden], {@code bias_ih_l} and
 * {@code bias_hh_l} [gates * hidden], with a projection {@code weight_hr_l} [projection, hidden]; those of the way back end in {@code _reverse}. All begin uniform within
 * {@code 1/sqrt(hidden)}.
 *
 * <p>A known number of steps T becomes that many steps of the graph; a symbolic one, in a trace, becomes a {@link Sinter#scan}, with the same bits
 * for each T.
 */
public abstract sealed class Recurrent extends Module permits RNN, LSTM, GRU {
    /**
     * What a recurrent network is told besides its sizes.
     *
     * @param batchFirst whether sequences are [N, T, in]
     * @param dropout    the probability of {@link Dropout} between layers, in training
     * @param projection the size that an {@link LSTM}'s states are projected to; 0 leaves them as they are
     */
    public record Options(int layers, boolean bias, boolean batchFirst, double dropout, boolean bidirectional,
            long projection) {
        public static final Options DEFAULT = new Options(1, true, false, 0, false, 0);

        public Options layers(int newLayers) {
            return new Options(newLayers, bias, batchFirst, dropout, bidirectional, projection);
        }

        public Options bias(boolean with) {
            return new Options(layers, with, batchFirst, dropout, bidirectional, projection);
        }

        public Options batchFirst(boolean first) {
            return new Options(layers, bias, first, dropout, bidirectional, projection);
        }

        public Options dropout(double p) {
            return new Options(layers, bias, batchFirst, p, bidirectional, projection);
        }

        public Options bidirectional(boolean both) {
            return new Options(layers, bias, batchFirst, dropout, both, projection);
        }

        /** Projects an {@link LSTM}'s states (Sak et al., INTERSPEECH 2014): PyTorch's {@code proj_size}. */
        public Options projection(long size) {
            return new Options(layers, bias, batchFirst, dropout, bidirectional, size);
        }
    }

    private final transient Map<String, Parameter> weights = new LinkedHashMap<>();
    private final transient Options options;
    private final long in;
    private final long hidden;

    Recurrent(int gates, long in, long hidden, Options options) {
        if (in < 1 || hidden < 1 || options.layers() < 1) {
            throw new Diagnostic(getClass().getSimpleName() + ": sizes of " + in + " and " + hidden + " in "
                    + options.layers() + " layers; all are 1 or more");
        }
        Functional.probability(getClass().getSimpleName(), options.dropout());
        if (options.projection() != 0 && !(this instanceof LSTM)) {
            throw new Diagnostic(getClass().getSimpleName() + ": only the states of an LSTM can be projected");
        }
        if (options.projection() < 0 || options.projection() >= hidden) {
            throw new Diagnostic(getClass().getSimpleName() + ": a projection to " + options.projection()
                    + " does not suit a hidden size of " + hidden + "; it must be smaller, or 0 for none");
        }
        this.in = in;
        this.hidden = hidden;
        this.options = options;
        for (int layer = 0; layer < options.layers(); layer++) {
            for (String way : ways()) {
                long from = layer == 0 ? in : state() * ways().size();
                draw("weight_ih_l" + layer + way, gates * hidden, from);
                draw("weight_hh_l" + layer + way, gates * hidden, state());
                if (options.bias()) {
                    draw("bias_ih_l" + layer + way, gates * hidden);
                    draw("bias_hh_l" + layer + way, gates * hidden);
                }
                if (options.projection() != 0) {
                    draw("weight_hr_l" + layer + way, state(), hidden);
                }
            }
        }
    }

    private void draw(String name, long... sizes) {
        double bound = 1 / Math.sqrt(hidden);
        weights.put(name, new Parameter(Init.uniform_(Sinter.empty(sizes), -bound, bound)));
    }

    /** How many numbers a step gives. */
    private long state() {
        return options.projection() == 0 ? hidden : options.projection();
    }

    private List<String> ways() {
        return options.bidirectional() ? List.of("", "_reverse") : List.of("");
    }

    @Override
    Members members() {
        Members members = super.members();
        weights.forEach(members::put);
        return members;
    }

    /** One step: from the input's part of the gates [N, gates * hidden] and the state to the next state. */
    abstract Tensor[] step(Tensor fromInput, Tensor[] state, Tensor weight, @Nullable Tensor bias);

    /** What the last layer gave at each time, and the last states [layers * directions, N, hidden]. */
    record Walk(Tensor output, Tensor[] last) {}

    /** Walks along the sequence, from states [layers * directions, N, hidden], zeros where there are none. */
    final Walk walk(Tensor x, int states, Tensor... initial) {
        if (x.rank() == 2) {
            Tensor[] batched = new Tensor[initial.length];
            for (int i = 0; i < initial.length; i++) {
                batched[i] = initial[i].unsqueeze(1);
            }
            int batch = options.batchFirst() ? 0 : 1;
            Walk walk = walk(x.unsqueeze(batch), states, batched);
            Tensor[] last = walk.last().clone();
            for (int i = 0; i < last.length; i++) {
                last[i] = last[i].squeeze(1);
            }
            return new Walk(walk.output().squeeze(batch), last);
        }
        String name = getClass().getSimpleName();
        if (x.rank() != 3 || !x.dim(-1).is(in)) {
            throw new Diagnostic(name + " of shape " + x.shape() + ": a sequence "
                    + (options.batchFirst() ? "[N, T, " : "[T, N, ") + in + "] or [T, " + in + "] is needed");
        }
        Tensor sequence = options.batchFirst() ? x.transpose(0, 1) : x;
        Dim count = Dim.of((long) options.layers() * ways().size());
        for (int i = 0; i < initial.length; i++) {
            Shape needed = Shape.of(count, sequence.dim(1), Dim.of(i == 0 ? state() : hidden));
            if (!initial[i].shape().equals(needed)) {
                throw new Diagnostic(name + ": an initial state of shape " + initial[i].shape() + " was given; "
                        + needed + " is needed");
            }
        }
        List<List<Tensor>> last = new ArrayList<>();
        for (int i = 0; i < states; i++) {
            last.add(new ArrayList<>());
        }
        Tensor current = sequence;
        for (int layer = 0; layer < options.layers(); layer++) {
            List<Tensor> outputs = new ArrayList<>();
            for (String way : ways()) {
                int number = last.get(0).size();
                Tensor[] state = new Tensor[states];
                for (int i = 0; i < states; i++) {
                    state[i] = initial.length == 0
                            ? Sinter.zeros(Shape.of(sequence.dim(1), Dim.of(i == 0 ? state() : hidden)), x.dtype())
                            : initial[i].select(0, number);
                }
                outputs.add(direction(current, layer + way, !way.isEmpty(), state));
                for (int i = 0; i < states; i++) {
                    last.get(i).add(state[i]);
                }
            }
            current = outputs.size() == 1 ? outputs.get(0) : Sinter.cat(outputs, 2);
            if (layer < options.layers() - 1) {
                current = Functional.dropout(current, options.dropout(), isTraining());
            }
        }
        Tensor[] stacked = last.stream().map(each -> Sinter.stack(each, 0)).toArray(Tensor[]::new);
        return new Walk(options.batchFirst() ? current.transpose(0, 1) : current, stacked);
    }

    /** One layer in one direction; leaves the last state in {@code state}. */
    private Tensor direction(Tensor x, String suffix, boolean backwards, Tensor[] state) {
        Tensor inputs = Functional.linear(x, weight("weight_ih_l" + suffix), weights.get("bias_ih_l" + suffix));
        Tensor recurrent = weight("weight_hh_l" + suffix);
        Tensor bias = weights.get("bias_hh_l" + suffix);
        Tensor projection = weights.get("weight_hr_l" + suffix);
        if (!x.dim(0).isConstant()) {
            // A graph cannot hold a number of steps that is not known yet; a number that is known stays unrolled, and keeps its bits.
            Scanned all = Sinter.scan((carry, each) -> {
                Tensor[] next = next(each.get(0), carry.toArray(Tensor[]::new), recurrent, bias, projection);
                return new Scanned(List.of(next), List.of(next[0]));
            }, List.of(state), List.of(inputs), backwards);
            all.carry().toArray(state);
            return all.stacked().get(0);
        }
        List<Tensor> outputs = new ArrayList<>();
        long steps = x.size(0);
        for (long t = 0; t < steps; t++) {
            Tensor[] next = next(inputs.select(0, backwards ? steps - 1 - t : t), state, recurrent, bias, projection);
            System.arraycopy(next, 0, state, 0, state.length);
            outputs.add(next[0]);
        }
        if (backwards) {
            Collections.reverse(outputs);
        }
        return Sinter.stack(outputs, 0);
    }

    private Tensor[] next(Tensor fromInput, Tensor[] state, Tensor weight, @Nullable Tensor bias,
            @Nullable Tensor projection) {
        Tensor[] next = step(fromInput, state, weight, bias);
        if (projection != null) {
            next[0] = Functional.linear(next[0], projection, null);
        }
        return next;
    }

    private Tensor weight(String name) {
        return java.util.Objects.requireNonNull(weights.get(name));
    }

    @Override
    protected String describe() {
        return in + ", " + hidden + (options.projection() == 0 ? "" : ", proj_size=" + options.projection())
                + (options.layers() == 1 ? "" : ", num_layers=" + options.layers())
                + (options.bias() ? "" : ", bias=False") + (options.batchFirst() ? ", batch_first=True" : "")
                + (options.dropout() == 0 ? "" : ", dropout=" + Words.of(options.dropout()))
                + (options.bidirectional() ? ", bidirectional=True" : "");
    }
}
