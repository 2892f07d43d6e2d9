package dev.sinter.samples.language;

import dev.sinter.CompiledFunction;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.nn.Functional;
import dev.sinter.optim.AdamW;
import dev.sinter.optim.CosineAnnealingLR;
import dev.sinter.optim.GradientClipping;
import dev.sinter.optim.LRScheduler;
import dev.sinter.optim.LinearLR;
import dev.sinter.optim.SequentialLR;
import java.util.List;
import java.util.Map;

/** A model with its optimiser, whose rate rises for some steps and then falls along a cosine. */
public record Training(LanguageModel model, AdamW optimizer, LRScheduler schedule) {
    private static final double RATE = 2e-3;

    /** For {@code steps} steps. */
    public static Training of(LanguageModel model, int steps) {
        AdamW optimizer = new AdamW(model.parameters(true), RATE, 0.9, 0.99, 1e-8, 0.1);
        optimizer.addParameterGroup(model.parameters(false), RATE, Map.of("weightDecay", 0.0));
        int rise = Math.max(1, steps / 20);
        return new Training(model, optimizer, new SequentialLR(optimizer,
                List.of(new LinearLR(optimizer, 0.1, 1, rise),
                        new CosineAnnealingLR(optimizer, steps - rise, RATE / 10)),
                List.of(rise)));
    }

    /** One step, eagerly; returns the loss before it. The schedule is the caller's to step. */
    public Tensor step(Tensor characters, Tensor next) {
        optimizer.zeroGrad();
        Tensor loss = Functional.crossEntropy(model.call(characters).flatten(0, 1), next.flatten());
        loss.backward();
        GradientClipping.clipGradNorm_(model.parameters(), 1);
        optimizer.step();
        return loss;
    }

    /** The same step as one program for batches of any size; the optimiser's rates are among its states, so that the schedule works. */
    public CompiledFunction compile() {
        String type = "i64[N," + model.window() + "]";
        return Trace.named("train").with(model).with("optimizer", optimizer).input("characters", type)
                .input("next", type).output("loss").run(in -> List.of(step(in.get(0), in.get(1)))).compile();
    }
}
