package dev.echo7.cli;
import dev.echo7.measure.*;
import java.util.List;
record LoadReportText(LoadRun run) { void print(java.io.PrintStream o, Screen s) { o.println(run.totals() + " " +  run.rate()+ " " + run.validity()); 
    for (double p : ReportMaps.PERCENTILES) o.println(p + " " + run.times().service().getValueAtPercentile(p)/1e6 + " "+ run.times().response().getValueAtPercentile(p)/1e6 + " " + run.times().lateness().getValueAtPercentile(p)/1e6);}
  static int exitCode(LoadRun r, List<FailIf.Failure> f) { return 0; } }
