package dev.sinter.samples.digits;

import static dev.sinter.Sinter.noGrad;

import dev.sinter.Tensor;
import dev.sinter.data.Batch;
import dev.sinter.data.DataLoader;
import dev.sinter.data.Dataset;
import dev.sinter.data.Progress;
import dev.sinter.nn.Functional;
import dev.sinter.optim.Adam;
import dev.sinter.optim.Optimizer;

/** How the network learns: ordinary eager code. */
public final class Training {
    private final DigitsNet net;
    private final Optimizer optimizer;

    public Training(DigitsNet net, double rate) {
        this.net = net;
        this.optimizer = new Adam(net.namedParameters(), rate);
    }

    public DigitsNet net() {
        return net;
    }

    public Optimizer optimizer() {
        return optimizer;
    }

    /** One step: forward, backward, update. Returns the loss. */
    public Tensor step(Tensor images, Tensor labels) {
        optimizer.zeroGrad();
        Tensor loss = Functional.crossEntropy(net.call(images), labels);
        loss.backward();
        optimizer.step();
        return loss;
    }

    /** Once through all batches. */
    public void epoch(DataLoader batches, Progress progress) {
        net.train();
        for (Batch batch : batches) {
            Tensor loss = step(batch.get(0), batch.get(1));
            progress.step(loss.itemFloat());
        }
    }

    /** The part of the digits that the network reads right. */
    public static double accuracy(DigitsNet net, Dataset digits) {
        net.eval();
        long right = 0;
        for (Batch batch : new DataLoader(digits, 256)) {
            Tensor read = noGrad(() -> net.call(batch.get(0)).argmax(1));
            right += read.eq(batch.get(1)).sum().itemLong();
        }
        return (double) right / digits.size();
    }
}
