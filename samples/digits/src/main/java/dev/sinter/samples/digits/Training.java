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

    public Training(DigitsNet net) {
        this.net = net;
        this.optimizer = new Adam(net.namedParameters(), 3e-3);
    }

    public DigitsNet net() {
        return net;
    }

    public Optimizer optimizer() {
        return optimizer;
    }

    /** One step: forward, backward, update. Returns the loss before the update. */
    public Tensor step(Tensor images, Tensor labels) {
        optimizer.zeroGrad();
        Tensor loss = Functional.crossEntropy(net.call(images), labels);
        loss.backward();
        optimizer.step();
        return loss;
    }

    /** All batches, this many times, with a bar on the standard output. Returns the last loss. */
    public double fit(DataLoader batches, int epochs) {
        try (Progress progress = new Progress("training", epochs * batches.size())) {
            return fit(batches, epochs, progress);
        }
    }

    /** All batches, this many times; in the last third the steps are a fifth as long. Returns the last loss. */
    public double fit(DataLoader batches, int epochs, Progress progress) {
        double loss = Double.NaN;
        net.train();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            if (epochs > 2 && epoch == epochs - epochs / 3 + 1) {
                optimizer.setRate(optimizer.learningRate() / 5);
            }
            for (Batch batch : batches) {
                loss = step(batch.get(0), batch.get(1)).itemDouble();
                progress.step(loss);
            }
        }
        return loss;
    }

    /** Which digit each of these images shows, as far as the network can tell. */
    public Tensor read(Tensor images) {
        return noGrad(() -> net.call(images).argmax(1));
    }

    /** The part of the digits that the network reads right. */
    public double accuracy(Dataset<?> digits) {
        net.eval();
        long right = 0;
        for (Batch batch : new DataLoader(digits, 256)) {
            right += read(batch.get(0)).eq(batch.get(1)).sum().itemLong();
        }
        return (double) right / digits.size();
    }
}
