package dev.sinter.nn;

import dev.sinter.Parameter;
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
 * {@code bias_hh_l} [gates * hidden]; those of the way back end in {@code _reverse}. All begin uniform within
 * {@code 1/sqrt(hidden)}.
 */
public abstract sealed class Recurrent extends Module permits RNN, LSTM, GRU {
    /**
     * What a recurrent network is told besides its sizes.
     *
     * @param batchFirst whether sequences are [N, T, in]
     * @param dropout    the probability of {@link Dropout} between layers, in training
     */
    public record Options(int layers, boolean bias, boolean batchFirst, double dropout, boolean bidirectional) {
        public static final Options DEFAULT = new Options(1, true, false, 0, false);

        public Options layers(int newLayers) {
            return new Options(newLayers, bias, batchFirst, dropout, bidirectional);
        }

        public Options bias(boolean with) {
            return new Options(layers, with, batchFirst, dropout, bidirectional);
        }

        public Options batchFirst(boolean first) {
            return new Options(layers, bias, first, dropout, bidirectional);
        }

        public Options dropout(double p) {
            return new Options(layers, bias, batchFirst, p, bidirectional);
        }

        public Options bidirectional(boolean both) {
            return new Options(layers, bias, batchFirst, dropout, both);
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
        this.in = in;
        this.hidden = hidden;
        this.options = options;
        for (int layer = 0; layer < options.layers(); layer++) {
            for (String way : ways()) {
                long from = layer == 0 ? in : hidden * ways().size();
                draw("weight_ih_l" + layer + way, gates * hidden, from);
                draw("weight_hh_l" + layer + way, gates * hidden, hidden);
                if (options.bias()) {
                    draw("bias_ih_l" + layer + way, gates * hidden);
                    draw("bias_hh_l" + layer + way, gates * hidden);
                }
            }
        }
    }

    private void draw(String name, long... sizes) {
        double bound = 1 / Math.sqrt(hidden);
        weights.put(name, new Parameter(Init.uniform_(Sinter.empty(sizes), -bound, bound)));
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
        if (!sequence.dim(0).isConstant()) {
            throw new Diagnostic(name + " of shape " + x.shape()
                    + ": the number of steps is symbolic; trace it with a number, as each step becomes part of the graph");
        }
        Dim count = Dim.of((long) options.layers() * ways().size());
        Shape needed = Shape.of(count, sequence.dim(1), Dim.of(hidden));
        for (Tensor state : initial) {
            if (!state.shape().equals(needed)) {
                throw new Diagnostic(name + ": an initial state of shape " + state.shape() + " was given; " + needed
                        + " is needed");
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
                            ? Sinter.zeros(Shape.of(sequence.dim(1), Dim.of(hidden)), x.dtype())
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
        List<Tensor> outputs = new ArrayList<>();
        long steps = x.size(0);
        for (long t = 0; t < steps; t++) {
            Tensor[] next = step(inputs.select(0, backwards ? steps - 1 - t : t), state, recurrent, bias);
            System.arraycopy(next, 0, state, 0, state.length);
            outputs.add(next[0]);
        }
        if (backwards) {
            Collections.reverse(outputs);
        }
        return Sinter.stack(outputs, 0);
    }

    private Tensor weight(String name) {
        return java.util.Objects.requireNonNull(weights.get(name));
    }

    @Override
    protected String describe() {
        return in + ", " + hidden + (options.layers() == 1 ? "" : ", num_layers=" + options.layers())
                + (options.bias() ? "" : ", bias=False") + (options.batchFirst() ? ", batch_first=True" : "")
                + (options.dropout() == 0 ? "" : ", dropout=" + Words.of(options.dropout()))
                + (options.bidirectional() ? ", bidirectional=True" : "");
    }
}
