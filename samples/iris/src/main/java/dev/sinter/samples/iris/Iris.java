package dev.sinter.samples.iris;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.data.CsvTable;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Linear;
import dev.sinter.optim.LBFGS;
import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.file.Path;

/** Flowers: four measures [N, 4] of each in float64, with mean 0 and deviation 1, and its kind [N]. */
public record Iris(Tensor measures, Tensor kinds) {
    /** Those of a table with the columns {@code sepal_length, sepal_width, petal_length, petal_width, species}. */
    public static Iris read(Path file) throws IOException {
        CsvTable table = CsvTable.read(file);
        Tensor measures = table.floats("sepal_length", "sepal_width", "petal_length", "petal_width").toDouble();
        return new Iris(measures.sub(measures.mean(0)).div(measures.std(0)), table.classes("species"));
    }

    /** The flowers with these numbers. */
    public Iris at(Tensor numbers) {
        return new Iris(measures.indexSelect(0, numbers), kinds.indexSelect(0, numbers));
    }

    /** The logistic regression of the greatest likelihood, after at most {@code steps} steps. */
    public Linear fit(int steps) {
        Linear model = new Linear(4, 3);
        model.to(DType.F64);
        LBFGS optimizer = new LBFGS(model.namedParameters(), 1, 100, 125, 1e-9, 1e-12, 20, true);
        double before = Double.POSITIVE_INFINITY;
        for (int step = 0; step < steps; step++) {
            double loss = optimizer.step(() -> {
                optimizer.zeroGrad();
                Tensor now = loss(model);
                now.backward();
                return now;
            }).itemDouble();
            if (loss == before) {
                break;
            }
            before = loss;
        }
        return model;
    }

    /** The negative logarithm of the mean likelihood. */
    public Tensor loss(Linear model) {
        return Functional.crossEntropy(model.call(measures), kinds);
    }

    /** The part of the flowers whose kind is found. */
    public double accuracy(Linear model) {
        return Sinter.noGrad(() -> model.call(measures).argmax(1).eq(kinds).toDouble().mean()).itemDouble();
    }
}
