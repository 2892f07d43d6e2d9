package dev.sinter.nn;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of each kind of recurrent cell, from the input's part of the gates, which has its bias already. */
final class Gates {
    private Gates() {}

    /** {@code f(W x + b + V h + c)} (Elman, 1990), f the hyperbolic tangent or relu. */
    static Tensor elman(Tensor fromInput, Tensor h, Tensor weight, @Nullable Tensor bias, boolean relu) {
        Tensor sum = fromInput.add(Functional.linear(h, weight, bias));
        return relu ? sum.relu() : sum.tanh();
    }

    /**
     * The next h and c; gates in the order input, forget, cell, output (Hochreiter and Schmidhuber, 1997; Gers et al., 2000):
     * {@code c' = f c + i g, h' = o tanh(c')}.
     */
    static List<Tensor> lstm(Tensor fromInput, Tensor h, Tensor c, Tensor weight, @Nullable Tensor bias) {
        List<Tensor> gates = fromInput.add(Functional.linear(h, weight, bias)).chunk(4, -1);
        Tensor cell = gates.get(1).sigmoid().mul(c).add(gates.get(0).sigmoid().mul(gates.get(2).tanh()));
        return List.of(gates.get(3).sigmoid().mul(cell.tanh()), cell);
    }

    /**
     * The next h; gates in the order reset, update, new (Cho et al., EMNLP 2014), where the reset gate applies after the matrix product:
     * {@code h' = (1 - z) n + z h, n = tanh(Wn x + bn + r (Vn h + cn))}.
     */
    static Tensor gru(Tensor fromInput, Tensor h, Tensor weight, @Nullable Tensor bias) {
        List<Tensor> input = fromInput.chunk(3, -1);
        List<Tensor> state = Functional.linear(h, weight, bias).chunk(3, -1);
        Tensor reset = input.get(0).add(state.get(0)).sigmoid();
        Tensor update = input.get(1).add(state.get(1)).sigmoid();
        Tensor proposed = input.get(2).add(reset.mul(state.get(2))).tanh();
        return Sinter.constant(h.dtype(), 1).sub(update).mul(proposed).add(update.mul(h));
    }
}
