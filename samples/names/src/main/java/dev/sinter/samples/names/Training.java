package dev.sinter.samples.names;

import dev.sinter.CompiledFunction;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.nn.Functional;
import dev.sinter.optim.Adam;
import java.util.List;

/** A network with its optimiser. */
public record Training(NamesNet net, Adam optimizer) {
    public Training(NamesNet net) {
        this(net, new Adam(net.parameters(), 5e-3));
    }

    /** One step, eagerly; returns the loss before it. */
    public Tensor step(Tensor letters, Tensor next) {
        optimizer.zeroGrad();
        // Logits [N, T, C] and letters [N, T], as rows.
        Tensor loss = Functional.crossEntropy(net.call(letters).flatten(0, 1), next.flatten());
        loss.backward();
        optimizer.step();
        return loss;
    }

    /** The same step as one program for batches of any size. */
    public CompiledFunction compile() {
        String type = "i64[N," + (Names.LONGEST + 1) + "]";
        return Trace.named("train").with(net).with("optimizer", optimizer).input("letters", type).input("next", type)
                .output("loss").run(in -> List.of(step(in.get(0), in.get(1)))).compile();
    }
}
